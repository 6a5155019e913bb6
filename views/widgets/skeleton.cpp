#include "views/widgets/skeleton.h"

#include "views/theme/tokens.h"
#include "views/widgets/shimmerclock.h"

#include <QLinearGradient>
#include <QPainter>

#include <array>
#include <vector>

namespace billhook::widgets {

namespace {

std::vector<QRectF> metricBlocks(const QRectF &area)
{
    const qreal x = area.left();
    const qreal y = area.top();
    return { { x, y + 2, 56, 12 }, { area.right() - 44, y, 44, 18 },
        { x, y + 26, std::min(124.0, area.width()), 26 }, { x, y + 60, std::min(148.0, area.width()), 12 } };
}

std::vector<QRectF> chartBlocks(const QRectF &area)
{
    constexpr std::array heights{ 32, 40, 36, 48, 44, 56, 50, 62, 58, 70, 66, 78 };
    std::vector<QRectF> blocks;
    const qreal step = (area.width() + 8) / static_cast<qreal>(heights.size());
    const qreal unit = area.height() / 90.0;
    qreal x = area.left();
    for (const int height : heights) {
        blocks.emplace_back(x, area.bottom() - height * unit, step - 8, height * unit);
        x += step;
    }
    return blocks;
}

std::vector<QRectF> rowBlocks(const QRectF &area)
{
    std::vector<QRectF> blocks;
    const int count = static_cast<int>(area.height() - 20) / theme::metric::rowPanel + 1;
    for (int row = 0; row < count; ++row) {
        const qreal y = area.top() + 8 + row * theme::metric::rowPanel;
        blocks.emplace_back(area.left(), y, area.width() * 0.45, 12);
        blocks.emplace_back(area.right() - area.width() * 0.2, y, area.width() * 0.2, 12);
    }
    return blocks;
}

} // namespace

Skeleton::Skeleton(Shape shape, QWidget *parent)
    : QWidget(parent)
    , m_shape(shape)
{
    setAccessibleName(tr("Loading"));
    connect(&ShimmerClock::shared(), &ShimmerClock::moved, this, qOverload<>(&QWidget::update));
}

void Skeleton::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const qreal middle = (ShimmerClock::shared().phase() * 2 - 0.5) * width();
    QLinearGradient shine(middle - width() * 0.3, 0, middle + width() * 0.3, 0);
    const QColor base = theme::color(theme::Color::Skeleton, palette());
    shine.setColorAt(0, base);
    shine.setColorAt(0.5, theme::color(theme::Color::SkeletonHi, palette()));
    shine.setColorAt(1, base);
    painter.setBrush(shine);
    const QRectF area = rect();
    const std::vector<QRectF> blocks = m_shape == Shape::Metric ? metricBlocks(area)
        : m_shape == Shape::Chart                               ? chartBlocks(area)
                                                                : rowBlocks(area);
    for (const QRectF &block : blocks) {
        painter.drawRoundedRect(block, theme::metric::radiusBadge, theme::metric::radiusBadge);
    }
}

void Skeleton::showEvent(QShowEvent *event)
{
    ShimmerClock::shared().hold();
    QWidget::showEvent(event);
}

void Skeleton::hideEvent(QHideEvent *event)
{
    ShimmerClock::shared().release();
    QWidget::hideEvent(event);
}

} // namespace billhook::widgets
