#pragma once

#include "views/overview/overviewlayout.h"
#include "views/overview/overviewpresenter.h"
#include "views/widgets/metriccard.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <array>
#include <initializer_list>
#include <vector>

namespace billhook::overview {

class Pulse;

/**
 * The six cards: what the presenter has of them, its state where there is nothing, and a pulse on those that
 * changed. Figures of two parts are shown only when both are of the same range.
 */
class FigureRow final : public QObject
{
    Q_OBJECT

public:
    /** The cards become children of `canvas`. */
    FigureRow(OverviewPresenter &presenter, QWidget &canvas, QObject *parent = nullptr);

    std::vector<QWidget *> cards() const; ///< in their order
    void show(Part part); ///< the cards in which the part has a share

private:
    enum Index : std::size_t
    {
        Mrr,
        Arr,
        Arpc,
        Active,
        Trialing,
        AtRisk
    };
    struct Figure
    {
        widgets::MetricCard *card = nullptr;
        Pulse *pulse = nullptr;
        bool changed = false; ///< and not pulsed for yet
    };

    void createCards(QWidget &canvas);
    void showRevenue();
    void showCounters();
    void showArpc();
    void showTrialing();
    void showMetric(Index index, const widgets::Metric &metric);
    /** True when the figure of these parts can't be shown anew. */
    bool showState(Index index, const QString &label, std::initializer_list<Part> parts);
    bool showFailure(widgets::MetricCard &card, const QString &label, std::initializer_list<Part> parts);
    void pulse();

    OverviewPresenter &m_presenter;
    std::array<Figure, cardCount> m_figures;
    QTimer m_gathering; ///< changes that come close together pulse together
};

} // namespace billhook::overview
