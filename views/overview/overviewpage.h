#pragma once

#include "views/overview/overviewlayout.h"
#include "views/overview/overviewpresenter.h"
#include "views/shell/page.h"
#include "views/widgets/metriccard.h"

#include <QString>

#include <array>

class QHBoxLayout;
class QScrollArea;
class QStackedLayout;

namespace billhook::charts {
class ChartWidget;
class MovementChart;
} // namespace billhook::charts

namespace billhook::widgets {
class Badge;
class Card;
class PanelList;
class StateView;
} // namespace billhook::widgets

namespace billhook::overview {

class Pulse;

/**
 * The answer in one glance: six figures, MRR over the range, its movements, failed payments and what expires
 * soon. Shows what the presenter has; the cards' object names are card_mrr, card_arr, card_arpc, card_active,
 * card_trialing and card_at_risk.
 */
class OverviewPage final : public shell::Page
{
    Q_OBJECT

public:
    explicit OverviewPage(OverviewSource source, QWidget *parent = nullptr);

    OverviewPresenter &presenter() { return *m_presenter; }

    void refresh() override;
    void setRange(const widgets::RangeChoice &choice) override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Figure
    {
        widgets::MetricCard *card = nullptr;
        Pulse *pulse = nullptr;
    };
    enum Index : std::size_t
    {
        Mrr,
        Arr,
        Arpc,
        Active,
        Trialing,
        AtRisk
    };

    void createCards();
    void createPanels();
    void createEmptyState();
    void showPart(Part part);
    void showRevenue();
    void showCounters();
    void showArpc();
    void showTrialing();
    void showCharts();
    void showFailedPayments();
    void showExpiring();
    void showLegends(const QString &period, const QString &comparison);
    void showMetric(Index index, const widgets::Metric &metric);
    /** True when the card shows its state instead of content. */
    bool isLoaded(Part part) const;
    bool showCardState(widgets::Card &card, Part part, const QString &what);
    /** True when the figure of these parts can't be shown. */
    bool showFigureState(Index index, const QString &label, std::initializer_list<Part> parts);

    OverviewPresenter *m_presenter;
    QStackedLayout *m_stack = nullptr;
    QScrollArea *m_scroll = nullptr;
    OverviewGrid *m_grid = nullptr;
    widgets::StateView *m_empty = nullptr;
    std::array<Figure, cardCount> m_figures;
    widgets::Card *m_lineCard = nullptr;
    charts::ChartWidget *m_line = nullptr;
    QHBoxLayout *m_legends = nullptr;
    widgets::Card *m_movementsCard = nullptr;
    charts::MovementChart *m_movements = nullptr;
    widgets::Badge *m_proof = nullptr; ///< whether the movements add up
    widgets::Card *m_failedCard = nullptr;
    widgets::PanelList *m_failed = nullptr;
    widgets::Card *m_expiringCard = nullptr;
    widgets::PanelList *m_expiring = nullptr;
};

} // namespace billhook::overview
