#pragma once

#include <QRect>
#include <QWidget>

#include <array>
#include <cstddef>
#include <vector>

namespace billhook::overview {

inline constexpr std::size_t cardCount = 6;

/** Where everything lies for a width and the height there is; `height` is what it needs at least. */
struct OverviewRects
{
    std::array<QRect, cardCount> cards;
    QRect line;
    QRect failed;
    QRect movements;
    QRect expiring;
    int height = 0;
};

/**
 * Twelve columns. Wide: six cards in a row, panels beside the charts. Narrower: two rows of three cards, and
 * the panels side by side under the charts when they would leave those too little room.
 */
OverviewRects overviewRects(QSize available);

/** Holds the cards where overviewRects() says. */
class OverviewGrid final : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewGrid(QWidget *parent = nullptr);

    /** The widgets become children; in the order of the rectangles: six cards, line, failed, movements,
     * expiring. */
    void setWidgets(const std::vector<QWidget *> &widgets);
    void setViewportHeight(int height); ///< of the scroll area around

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    std::vector<QWidget *> m_widgets;
    int m_viewportHeight = 0;
};

} // namespace billhook::overview
