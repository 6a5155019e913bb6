#include "views/overview/overviewlayout.h"

#include "views/theme/tokens.h"

#include <QResizeEvent>

#include <algorithm>

namespace billhook::overview {

namespace {

namespace metric = theme::metric;

constexpr int columns = 12;
constexpr int topMargin = 16;
constexpr int lineHeight = 228;
constexpr int movementsHeight = 384;
constexpr int sixCardsFrom = 1080; ///< inner width under which a card's figure would be cut
constexpr int besideFrom = 980; ///< inner width under which twelve months would be cut

/** Columns [first, first + count) of the twelve. */
struct Across
{
    int inner;

    int left(int first) const { return metric::pageMargin + first * (inner + metric::gutter) / columns; }
    QRect rect(int first, int count, int top, int height) const
    {
        return { left(first), top, left(first + count) - metric::gutter - left(first), height };
    }
};

int placeCards(OverviewRects &rects, const Across &across, int perRow)
{
    int bottom = topMargin;
    for (int i = 0; i < static_cast<int>(cardCount); ++i) {
        const int top = topMargin + i / perRow * (metric::metricCardHeight + metric::gutter);
        rects.cards.at(static_cast<std::size_t>(i))
            = across.rect(i % perRow * columns / perRow, columns / perRow, top, metric::metricCardHeight);
        bottom = top + metric::metricCardHeight;
    }
    return bottom + metric::gutter;
}

void placeBeside(OverviewRects &rects, const Across &across, int top, int available)
{
    const int spare
        = std::max(0, available - (top + lineHeight + metric::gutter + movementsHeight + topMargin));
    const int line = lineHeight + spare / 3;
    const int movements = movementsHeight + spare - spare / 3;
    const int second = top + line + metric::gutter;
    rects.line = across.rect(0, 8, top, line);
    rects.failed = across.rect(8, 4, top, line);
    rects.movements = across.rect(0, 8, second, movements);
    rects.expiring = across.rect(8, 4, second, movements);
    rects.height = second + movements + topMargin;
}

void placeUnder(OverviewRects &rects, const Across &across, int top)
{
    rects.line = across.rect(0, columns, top, lineHeight);
    const int second = top + lineHeight + metric::gutter;
    rects.movements = across.rect(0, columns, second, movementsHeight);
    const int third = second + movementsHeight + metric::gutter;
    rects.failed = across.rect(0, 6, third, movementsHeight);
    rects.expiring = across.rect(6, 6, third, movementsHeight);
    rects.height = third + movementsHeight + topMargin;
}

} // namespace

OverviewRects overviewRects(QSize available)
{
    OverviewRects rects;
    const Across across{ std::max(available.width() - 2 * metric::pageMargin, columns * metric::gutter) };
    const int top = placeCards(rects, across, across.inner >= sixCardsFrom ? 6 : 3);
    if (across.inner >= besideFrom) {
        placeBeside(rects, across, top, available.height());
    } else {
        placeUnder(rects, across, top);
    }
    return rects;
}

OverviewGrid::OverviewGrid(QWidget *parent)
    : QWidget(parent)
{ }

void OverviewGrid::setWidgets(const std::vector<QWidget *> &widgets)
{
    m_widgets = widgets;
    for (QWidget *widget : m_widgets) {
        widget->setParent(this);
    }
    place();
}

void OverviewGrid::setViewportHeight(int height)
{
    if (height != m_viewportHeight) {
        m_viewportHeight = height;
        place();
    }
}

void OverviewGrid::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) {
        place();
    }
}

void OverviewGrid::place()
{
    const OverviewRects rects = overviewRects({ width(), m_viewportHeight });
    std::vector<QRect> ordered(rects.cards.cbegin(), rects.cards.cend());
    ordered.insert(ordered.end(), { rects.line, rects.failed, rects.movements, rects.expiring });
    for (std::size_t i = 0; i < std::min(ordered.size(), m_widgets.size()); ++i) {
        m_widgets[i]->setGeometry(ordered[i]);
    }
    setMinimumHeight(rects.height);
}

} // namespace billhook::overview
