#include "views/theme/iconengine.h"

#include "views/theme/icons.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPalette>

#include <cmath>
#include <utility>

namespace billhook::theme {

IconEngine::IconEngine(QString name, Color token)
    : m_name(std::move(name))
    , m_token(token)
{ }

QColor IconEngine::colorFor(QIcon::Mode mode) const
{
    const QPalette palette = QGuiApplication::palette();
    return color(mode == QIcon::Disabled ? Color::Disabled : m_token, palette);
}

void IconEngine::paint(QPainter *painter, const QRect &rectangle, QIcon::Mode mode, QIcon::State /*state*/)
{
    const int side = std::min(rectangle.width(), rectangle.height());
    paintIcon(*painter, rectangle, m_name, colorFor(mode), side);
}

QPixmap IconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    return scaledPixmap(size, mode, state, 1.0);
}

QPixmap IconEngine::scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State /*state*/, qreal scale)
{
    // The size is in device pixels here; QIcon sets the ratio of the answer itself.
    const int side = std::min(size.width(), size.height());
    QPixmap result = iconPixmap(m_name, colorFor(mode), static_cast<int>(std::lround(side / scale)), scale);
    result.setDevicePixelRatio(scale);
    return result;
}

QIconEngine *IconEngine::clone() const
{
    return new IconEngine(m_name, m_token);
}

QString IconEngine::iconName()
{
    return m_name;
}

bool IconEngine::isNull()
{
    return m_name.isEmpty();
}

} // namespace billhook::theme
