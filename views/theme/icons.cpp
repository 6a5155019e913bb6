#include "views/theme/icons.h"

#include "views/theme/iconengine.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>

static void initIconResources()
{
    Q_INIT_RESOURCE(icons);
}

namespace billhook::theme {

using namespace Qt::StringLiterals;

namespace {

// QtSvg paints currentColor black, so the colour is written into the text of the drawing.
QByteArray recoloured(const QString &name, const QColor &color, qreal strokeWidth)
{
    initIconResources();
    QFile file(u":/icons/"_s + name + u".svg"_s);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QByteArray text = file.readAll();
    text.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    const QByteArray width = "stroke-width=\"" + QByteArray::number(strokeWidth) + "\"";
    text.replace("stroke-width=\"2\"", width);
    return text;
}

} // namespace

QIcon icon(const QString &name, Color token)
{
    return QIcon(new IconEngine(name, token));
}

QPixmap iconPixmap(
    const QString &name, const QColor &color, int logicalSize, qreal devicePixelRatio, qreal strokeWidth)
{
    const QString key = u"billhook-icon/%1/%2/%3/%4/%5"_s.arg(name, color.name(QColor::HexArgb))
                            .arg(logicalSize)
                            .arg(devicePixelRatio)
                            .arg(strokeWidth);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) {
        return pixmap;
    }
    const int side = std::max(1, static_cast<int>(std::ceil(logicalSize * devicePixelRatio)));
    pixmap = QPixmap(side, side);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(recoloured(name, color, strokeWidth));
    if (renderer.isValid()) {
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setOpacity(static_cast<qreal>(color.alphaF()));
        renderer.render(&painter, QRectF(0, 0, side, side));
    }
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void paintIcon(QPainter &painter, const QRectF &rectangle, const QString &name, const QColor &color,
    int logicalSize, qreal strokeWidth)
{
    const qreal ratio = painter.device() != nullptr ? painter.device()->devicePixelRatioF() : 1.0;
    const QPixmap pixmap = iconPixmap(name, color, logicalSize, ratio, strokeWidth);
    const QPointF corner(std::round(rectangle.center().x() - logicalSize / 2.0),
        std::round(rectangle.center().y() - logicalSize / 2.0));
    painter.drawPixmap(corner, pixmap);
}

} // namespace billhook::theme
