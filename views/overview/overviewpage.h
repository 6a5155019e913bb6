#pragma once

#include "views/overview/overviewlayout.h"
#include "views/overview/overviewpresenter.h"
#include "views/shell/page.h"
#include "views/widgets/skeleton.h"

#include <QSet>
#include <QString>

class QScrollArea;
class QStackedLayout;

namespace billhook::charts {
class ChartLegend;
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

class FigureRow;

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
    void setRange(const domain::RangeChoice &choice) override;
    void applyChanges(const domain::Areas &areas) override { m_presenter->applyChanges(areas); }
    bool settled() const override { return m_presenter->settled(); }
    QString failure() const override { return m_presenter->failure(); }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    widgets::Card *makeCard(const char *name, Part part, const QString &title);
    void createLine();
    void createMovements();
    void createFailed();
    void createExpiring();
    void createStates();
    void showPart(Part part);
    void showWhole();
    void showCharts();
    void showFailedPayments();
    void showExpiring();
    void openMore(const QString &id);
    QString sinceWhen() const;
    /** True when the card shows its state instead of content. */
    bool showCardState(widgets::Card &card, Part part, const QString &what);

    OverviewPresenter *m_presenter;
    QStackedLayout *m_stack = nullptr;
    QScrollArea *m_scroll = nullptr;
    OverviewGrid *m_grid = nullptr;
    widgets::StateView *m_empty = nullptr;
    widgets::StateView *m_failure = nullptr; ///< what keeps the whole page from being shown
    FigureRow *m_figures = nullptr;
    widgets::Card *m_lineCard = nullptr;
    charts::ChartWidget *m_line = nullptr;
    charts::ChartLegend *m_periodLegend = nullptr;
    charts::ChartLegend *m_comparisonLegend = nullptr;
    widgets::Card *m_movementsCard = nullptr;
    charts::MovementChart *m_movements = nullptr;
    widgets::Badge *m_proof = nullptr; ///< whether the movements add up
    widgets::Card *m_failedCard = nullptr;
    widgets::PanelList *m_failed = nullptr;
    widgets::Card *m_expiringCard = nullptr;
    widgets::PanelList *m_expiring = nullptr;
    QSet<QString> m_opened; ///< groups of m_expiring that show all their rows
};

} // namespace billhook::overview
