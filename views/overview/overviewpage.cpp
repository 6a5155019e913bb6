#include "views/overview/overviewpage.h"

#include "views/charts/chartwidget.h"
#include "views/charts/movementchart.h"
#include "views/overview/charttexts.h"
#include "views/overview/figurerow.h"
#include "views/overview/paneltexts.h"
#include "views/overview/wording.h"
#include "views/shell/failurestate.h"
#include "views/widgets/badge.h"
#include "views/widgets/card.h"
#include "views/widgets/panellist.h"
#include "views/widgets/stateview.h"

#include <QResizeEvent>
#include <QScrollArea>
#include <QStackedLayout>

#include <algorithm>
#include <utility>

namespace billhook::overview {

namespace {

using namespace Qt::StringLiterals;

} // namespace

OverviewPage::OverviewPage(OverviewSource source, QWidget *parent)
    : Page(parent)
    , m_presenter(new OverviewPresenter(std::move(source), this))
    , m_stack(new QStackedLayout(this))
    , m_scroll(new QScrollArea(this))
    , m_grid(new OverviewGrid)
{
    setObjectName(u"overview"_s);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_grid);
    m_stack->addWidget(m_scroll);
    m_figures = new FigureRow(*m_presenter, *m_grid, this);
    createLine(); // in the order in which the eye meets them, which is that of the Tab key
    createFailed();
    createMovements();
    createExpiring();
    std::vector<QWidget *> widgets = m_figures->cards();
    setFocusProxy(widgets.front());
    widgets.insert(widgets.end(), { m_lineCard, m_failedCard, m_movementsCard, m_expiringCard });
    m_grid->setWidgets(widgets);
    createStates();
    connect(m_presenter, &OverviewPresenter::settledChanged, this, &Page::settledChanged);
    connect(m_presenter, &OverviewPresenter::partChanged, this, &OverviewPage::showPart);
}

widgets::Card *OverviewPage::makeCard(const char *name, Part part, const QString &title)
{
    auto *card = new widgets::Card(m_grid);
    card->setObjectName(QLatin1StringView(name));
    card->setHead({ title, {}, {}, {}, {} });
    connect(card, &widgets::Card::stateActionTriggered, this, [this, part] { m_presenter->retry(part); });
    return card;
}

void OverviewPage::createLine()
{
    m_lineCard = makeCard("chart_mrr", Part::Revenue, Words::tr("MRR"));
    m_line = new charts::ChartWidget;
    m_periodLegend = new charts::ChartLegend(/*dashed=*/false);
    m_comparisonLegend = new charts::ChartLegend(/*dashed=*/true);
    m_lineCard->addHeadWidget(m_periodLegend);
    m_lineCard->addHeadWidget(m_comparisonLegend);
    m_lineCard->addHeadAction(m_line->tableAction());
    m_lineCard->setBody(m_line);
    m_lineCard->showLoading(widgets::Skeleton::Shape::Chart);
}

void OverviewPage::createMovements()
{
    m_movementsCard = makeCard("chart_movements", Part::Revenue, Words::tr("MRR movements"));
    m_movements = new charts::MovementChart;
    m_movementsCard->setBody(m_movements);
    m_proof = new widgets::Badge;
    m_proof->setObjectName(u"movements_proof"_s);
    m_proof->hide();
    m_movementsCard->addTrailingWidget(m_proof);
    m_movementsCard->showLoading(widgets::Skeleton::Shape::Chart);
}

void OverviewPage::createFailed()
{
    m_failedCard = makeCard("panel_failed", Part::FailedPayments, Words::tr("Failed payments"));
    m_failed = new widgets::PanelList;
    m_failed->setAccessibleName(Words::tr("Failed payments"));
    m_failedCard->setBody(m_failed, 0);
    m_failedCard->showLoading(widgets::Skeleton::Shape::Rows);
}

void OverviewPage::createExpiring()
{
    m_expiringCard = makeCard("panel_expiring", Part::ExpiringSoon, Words::tr("Expiring soon"));
    m_expiring = new widgets::PanelList;
    m_expiring->setAccessibleName(Words::tr("Expiring soon"));
    m_expiringCard->setBody(m_expiring, 0);
    m_expiringCard->showLoading(widgets::Skeleton::Shape::Rows);
    connect(m_expiring, &widgets::PanelList::rowActivated, this, &OverviewPage::openMore);
    connect(m_expiring, &widgets::PanelList::roomChanged, this, [this] {
        if (m_presenter->has(Part::ExpiringSoon)) {
            showExpiring();
        }
    });
}

void OverviewPage::createStates()
{
    m_empty = new widgets::StateView(this);
    m_empty->setObjectName(u"overview_empty"_s);
    m_empty->setState({ u"inbox"_s, widgets::Tone::Neutral, tr("No billing events yet"),
        tr("Figures appear a moment after Stripe's first webhook. In Stripe, add a webhook endpoint that "
           "points to "
           "https://your-host/api/webhooks/stripe and give its signing secret to billhookd as "
           "STRIPE_WEBHOOK_SECRET. "
           "To look around with sample data instead, run app/run."),
        tr("Look again") });
    connect(m_empty, &widgets::StateView::actionTriggered, m_presenter, &OverviewPresenter::refresh);
    m_stack->addWidget(m_empty);
    m_failure = new widgets::StateView(this);
    m_failure->setObjectName(u"overview_failure"_s);
    connect(m_failure, &widgets::StateView::actionTriggered, m_presenter, &OverviewPresenter::refresh);
    m_stack->addWidget(m_failure);
}

void OverviewPage::refresh()
{
    m_presenter->refresh();
}

void OverviewPage::setRange(const domain::RangeChoice &choice)
{
    m_presenter->setRange(choice);
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    m_grid->setViewportHeight(event->size().height());
}

void OverviewPage::showPart(Part part)
{
    showWhole();
    m_figures->show(part);
    switch (part) {
    case Part::Revenue:
        showCharts();
        showFailedPayments();
        showExpiring();
        break;
    case Part::Counters:
        break;
    case Part::FailedPayments:
        showFailedPayments();
        break;
    case Part::ExpiringSoon:
        showExpiring();
        break;
    }
}

void OverviewPage::showWhole()
{
    const std::optional<domain::Error> failure = m_presenter->commonFailure();
    if (failure) {
        m_failure->setState(shell::failureState(*failure));
        m_stack->setCurrentWidget(m_failure);
    } else if (m_presenter->empty()) {
        m_stack->setCurrentWidget(m_empty);
    } else {
        m_stack->setCurrentWidget(m_scroll);
    }
}

bool OverviewPage::showCardState(widgets::Card &card, Part part, const QString &what)
{
    const PartState state = m_presenter->state(part);
    if (m_presenter->has(part)) {
        card.setStale(m_presenter->outdated(part));
        return false;
    }
    if (state == PartState::Failed) {
        card.showState({ u"circle-alert"_s, widgets::Tone::Danger, tr("%1 could not be loaded").arg(what),
            m_presenter->error(part), tr("Retry") });
    } else {
        const bool chart = part == Part::Revenue;
        card.showLoading(chart ? widgets::Skeleton::Shape::Chart : widgets::Skeleton::Shape::Rows);
    }
    return true;
}

void OverviewPage::showCharts()
{
    const bool noLine = showCardState(*m_lineCard, Part::Revenue, tr("MRR"));
    const bool noMovements = showCardState(*m_movementsCard, Part::Revenue, tr("Movements"));
    if (noLine || noMovements) {
        return;
    }
    const billing::RevenueFigures &revenue = *m_presenter->revenue();
    LineTexts line = lineTexts(revenue);
    m_lineCard->setHead({ line.title, {}, {}, {}, notIncluded(revenue.headline) });
    m_periodLegend->setText(line.period);
    m_comparisonLegend->setText(line.comparison);
    m_line->setData(std::move(line.data));
    m_lineCard->showContent();
    MovementTexts movements = movementTexts(revenue);
    widgets::CardHead head;
    head.title = movements.data.name;
    head.meta = movements.meta;
    m_movementsCard->setHead(head);
    m_proof->setBadge(movements.badge);
    m_proof->show();
    m_movements->setData(std::move(movements.data));
    m_movementsCard->showContent();
}

/** The panels show the present; beside the figures of an earlier day they say so. */
QString OverviewPage::sinceWhen() const
{
    const auto &revenue = m_presenter->revenue();
    return revenue && revenue->range.last != revenue->today ? tr("today") : QString();
}

void OverviewPage::showFailedPayments()
{
    if (showCardState(*m_failedCard, Part::FailedPayments, tr("Failed payments"))) {
        return;
    }
    PanelTexts texts = failedPaymentTexts(*m_presenter->failedPayments(), sinceWhen());
    m_failedCard->setHead(texts.head);
    if (texts.rows.empty()) {
        m_failedCard->showState({ u"circle-check"_s, widgets::Tone::Ok, tr("No failed payments"),
            tr("No open invoice has a failed payment."), {} });
        return;
    }
    m_failed->setRows(std::move(texts.rows));
    m_failedCard->showContent();
}

void OverviewPage::showExpiring()
{
    if (showCardState(*m_expiringCard, Part::ExpiringSoon, tr("Expiring soon"))) {
        return;
    }
    PanelTexts texts
        = expiringTexts(*m_presenter->expiringSoon(), { m_expiring->roomHeight(), m_opened, sinceWhen() });
    m_expiringCard->setHead(texts.head);
    if (m_presenter->expiringSoon()->sum.count == 0) {
        m_expiringCard->showState({ u"circle-check"_s, widgets::Tone::Ok, tr("Nothing expires soon"),
            tr("No trial ends within 7 days, no subscription and no card within 30."), {} });
        return;
    }
    m_expiring->setRows(std::move(texts.rows));
    m_expiringCard->showContent();
}

void OverviewPage::openMore(const QString &id)
{
    if (isMoreOf(id)) {
        m_opened.insert(id);
        showExpiring();
    }
}

} // namespace billhook::overview
