#include "views/overview/overviewpage.h"

#include "views/charts/chartwidget.h"
#include "views/charts/movementchart.h"
#include "views/overview/cardtexts.h"
#include "views/overview/charttexts.h"
#include "views/overview/paneltexts.h"
#include "views/overview/pulse.h"
#include "views/overview/wording.h"
#include "views/widgets/badge.h"
#include "views/widgets/card.h"
#include "views/widgets/panellist.h"
#include "views/widgets/stateview.h"

#include <QHBoxLayout>
#include <QLayoutItem>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace billhook::overview {

namespace {

using namespace Qt::StringLiterals;

constexpr int quarterOfAnHour = 900'000; ///< days end and trials run out without any event

domain::RangeChoice rangeOf(const widgets::RangeChoice &choice)
{
    static constexpr std::array presets{ domain::RangePreset::Last7Days, domain::RangePreset::Last30Days,
        domain::RangePreset::Last90Days, domain::RangePreset::Last365Days, domain::RangePreset::MonthToDate,
        domain::RangePreset::QuarterToDate, domain::RangePreset::YearToDate, domain::RangePreset::LastMonth,
        domain::RangePreset::LastQuarter, domain::RangePreset::LastYear, domain::RangePreset::Last12Months,
        domain::RangePreset::All };
    static constexpr std::array comparisons{ domain::Comparison::PreviousPeriod,
        domain::Comparison::SamePeriodLastYear, domain::Comparison::None };
    static_assert(static_cast<std::size_t>(widgets::RangePreset::All) + 1 == presets.size());
    static_assert(static_cast<std::size_t>(widgets::RangePreset::Last12Months) == 10);
    static_assert(static_cast<std::size_t>(widgets::Comparison::None) + 1 == comparisons.size());
    return { presets.at(static_cast<std::size_t>(choice.preset)),
        comparisons.at(static_cast<std::size_t>(choice.comparison)) };
}

bool sameFigure(const widgets::Metric &left, const widgets::Metric &right)
{
    return left.value == right.value && left.exact == right.exact;
}

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
    createCards();
    createPanels();
    createEmptyState();
    connect(m_presenter, &OverviewPresenter::partChanged, this, &OverviewPage::showPart);
    auto *clock = new QTimer(this);
    connect(clock, &QTimer::timeout, m_presenter, &OverviewPresenter::refresh);
    clock->start(quarterOfAnHour);
}

void OverviewPage::createCards()
{
    static constexpr std::array names{ "card_mrr", "card_arr", "card_arpc", "card_active", "card_trialing",
        "card_at_risk" };
    for (std::size_t i = 0; i < cardCount; ++i) {
        auto *card = new widgets::MetricCard(m_grid);
        card->setObjectName(QLatin1StringView(names.at(i)));
        card->showLoading();
        m_figures.at(i) = { card, new Pulse(card) };
    }
    const auto retryOn = [this](Index index, Part part) {
        connect(m_figures.at(index).card, &widgets::MetricCard::retryRequested, this,
            [this, part] { m_presenter->retry(part); });
    };
    retryOn(Mrr, Part::Revenue);
    retryOn(Arr, Part::Revenue);
    retryOn(Arpc, Part::Revenue);
    retryOn(Arpc, Part::Counters);
    retryOn(Active, Part::Counters);
    retryOn(Trialing, Part::Counters);
    retryOn(AtRisk, Part::Counters);
}

void OverviewPage::createPanels()
{
    const auto makeCard = [this](const char *name, Part part, widgets::Skeleton::Shape shape) {
        auto *card = new widgets::Card(m_grid);
        card->setObjectName(QLatin1StringView(name));
        card->showLoading(shape);
        connect(card, &widgets::Card::stateActionTriggered, this, [this, part] { m_presenter->retry(part); });
        return card;
    };
    m_lineCard = makeCard("chart_mrr", Part::Revenue, widgets::Skeleton::Shape::Chart);
    m_line = new charts::ChartWidget;
    auto *legends = new QWidget;
    m_legends = new QHBoxLayout(legends);
    m_legends->setContentsMargins(0, 0, 0, 0);
    m_legends->setSpacing(16);
    m_lineCard->setHead({ Words::tr("MRR"), {}, {}, {}, {} });
    m_lineCard->addHeadWidget(legends);
    m_lineCard->addHeadAction(m_line->tableAction());
    m_lineCard->setBody(m_line);
    m_movementsCard = makeCard("chart_movements", Part::Revenue, widgets::Skeleton::Shape::Chart);
    m_movements = new charts::MovementChart;
    m_movementsCard->setHead({ Words::tr("MRR movements"), {}, {}, {}, {} });
    m_movementsCard->setBody(m_movements);
    m_proof = new widgets::Badge;
    m_proof->setObjectName(u"movements_proof"_s);
    m_proof->hide();
    m_movementsCard->addTrailingWidget(m_proof);
    m_failedCard = makeCard("panel_failed", Part::FailedPayments, widgets::Skeleton::Shape::Rows);
    m_failed = new widgets::PanelList;
    m_failed->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // wheel and arrow keys still move it
    m_failedCard->setHead({ Words::tr("Failed payments"), {}, {}, {}, {} });
    m_failedCard->setBody(m_failed, 0);
    m_expiringCard = makeCard("panel_expiring", Part::ExpiringSoon, widgets::Skeleton::Shape::Rows);
    m_expiring = new widgets::PanelList;
    m_expiringCard->setHead({ Words::tr("Expiring soon"), {}, {}, {}, {} });
    m_expiringCard->setBody(m_expiring, 0);
    for (widgets::Card *card : { m_lineCard, m_movementsCard }) {
        card->showLoading(widgets::Skeleton::Shape::Chart);
    }
    for (widgets::Card *card : { m_failedCard, m_expiringCard }) {
        card->showLoading(widgets::Skeleton::Shape::Rows);
    }
    std::vector<QWidget *> widgets;
    for (const Figure &figure : m_figures) {
        widgets.push_back(figure.card);
    }
    widgets.insert(widgets.end(), { m_lineCard, m_failedCard, m_movementsCard, m_expiringCard });
    m_grid->setWidgets(widgets);
}

void OverviewPage::createEmptyState()
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
}

void OverviewPage::refresh()
{
    m_presenter->refresh();
}

void OverviewPage::setRange(const widgets::RangeChoice &choice)
{
    m_presenter->setRange(rangeOf(choice));
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    m_grid->setViewportHeight(event->size().height());
}

void OverviewPage::showPart(Part part)
{
    m_stack->setCurrentIndex(m_presenter->empty() ? 1 : 0);
    switch (part) {
    case Part::Revenue:
        showRevenue();
        showArpc();
        showCharts();
        break;
    case Part::Counters:
        showCounters();
        showArpc();
        showTrialing();
        break;
    case Part::FailedPayments:
        showFailedPayments();
        break;
    case Part::ExpiringSoon:
        showExpiring();
        showTrialing();
        break;
    }
}

void OverviewPage::showMetric(Index index, const widgets::Metric &metric)
{
    const Figure &figure = m_figures.at(index);
    const bool changed = !figure.card->metric().value.isEmpty() && !sameFigure(figure.card->metric(), metric);
    figure.card->showMetric(metric);
    if (changed) {
        figure.pulse->play();
    }
}

bool OverviewPage::showFigureState(Index index, const QString &label, std::initializer_list<Part> parts)
{
    widgets::MetricCard &card = *m_figures.at(index).card;
    bool shown = true;
    bool stale = false;
    for (const Part part : parts) {
        const bool has = isLoaded(part);
        const PartState state = m_presenter->state(part);
        if (!has && state == PartState::Failed) {
            card.showError(label, tr("Not loaded"));
            card.setToolTip(m_presenter->error(part));
            card.setStale(false);
            return true;
        }
        shown = shown && has;
        stale = stale || state == PartState::Refreshing || state == PartState::Failed;
    }
    card.setToolTip({});
    card.setStale(shown && stale);
    if (!shown) {
        card.showLoading();
    }
    return !shown;
}

void OverviewPage::showRevenue()
{
    const bool noMrr = showFigureState(Mrr, Words::tr("MRR"), { Part::Revenue });
    const bool noArr = showFigureState(Arr, Words::tr("ARR"), { Part::Revenue });
    if (noMrr || noArr) {
        return;
    }
    const billing::RevenueFigures &revenue = *m_presenter->revenue();
    showMetric(Mrr, mrrMetric(revenue));
    showMetric(Arr, arrMetric(revenue));
    m_figures.at(Mrr).card->setExplanation(tr("Why this number"), revenueExplanation(revenue));
    m_figures.at(Arr).card->setExplanation(tr("Why this number"), revenueExplanation(revenue));
}

void OverviewPage::showArpc()
{
    if (showFigureState(Arpc, Words::tr("ARPC"), { Part::Revenue, Part::Counters })) {
        return;
    }
    showMetric(Arpc, arpcMetric(*m_presenter->revenue(), *m_presenter->counters()));
    m_figures.at(Arpc).card->setExplanation(tr("Average revenue per customer"),
        tr("MRR divided by the customers that pay now, of the currencies that are in the MRR."));
}

void OverviewPage::showCounters()
{
    const bool noActive = showFigureState(Active, Words::tr("Active subscribers"), { Part::Counters });
    const bool noRisk = showFigureState(AtRisk, Words::tr("At risk"), { Part::Counters });
    if (noActive || noRisk) {
        return;
    }
    const billing::CounterFigures &counters = *m_presenter->counters();
    showMetric(Active, subscribersMetric(counters));
    showMetric(AtRisk, atRiskMetric(counters));
    m_figures.at(Active).card->setExplanation(tr("Active subscribers"),
        tr("Customers that pay: at least one of their subscriptions counts in MRR. Trials and fully "
           "discounted "
           "subscriptions do not count."));
    m_figures.at(AtRisk).card->setExplanation(tr("At risk"), atRiskExplanation(counters));
}

void OverviewPage::showTrialing()
{
    if (showFigureState(Trialing, Words::tr("Trialing"), { Part::Counters, Part::ExpiringSoon })) {
        return;
    }
    showMetric(Trialing, trialingMetric(*m_presenter->counters(), *m_presenter->expiringSoon()));
    m_figures.at(Trialing).card->setExplanation(
        tr("Trialing"), tr("Subscriptions in a trial now. They come into MRR with their first paid period."));
}

bool OverviewPage::isLoaded(Part part) const
{
    const std::array<bool, partCount> loaded{ m_presenter->revenue().has_value(),
        m_presenter->counters().has_value(), m_presenter->failedPayments().has_value(),
        m_presenter->expiringSoon().has_value() };
    return loaded.at(static_cast<std::size_t>(part));
}

bool OverviewPage::showCardState(widgets::Card &card, Part part, const QString &what)
{
    const PartState state = m_presenter->state(part);
    if (isLoaded(part)) {
        card.setStale(state == PartState::Refreshing || state == PartState::Failed);
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
    LineTexts line = lineTexts(revenue, m_presenter->range());
    m_lineCard->setHead({ line.title, {}, {}, {}, notIncluded(revenue.headline) });
    showLegends(line.period, line.comparison);
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

void OverviewPage::showLegends(const QString &period, const QString &comparison)
{
    while (QLayoutItem *item = m_legends->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_legends->addWidget(charts::makeLegend(period, /*dashed=*/false));
    if (!comparison.isEmpty()) {
        m_legends->addWidget(charts::makeLegend(comparison, /*dashed=*/true));
    }
}

void OverviewPage::showFailedPayments()
{
    if (showCardState(*m_failedCard, Part::FailedPayments, tr("Failed payments"))) {
        return;
    }
    PanelTexts texts = failedPaymentTexts(*m_presenter->failedPayments());
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
    PanelTexts texts = expiringTexts(*m_presenter->expiringSoon());
    m_expiringCard->setHead(texts.head);
    if (m_presenter->expiringSoon()->sum.count == 0) {
        m_expiringCard->showState({ u"circle-check"_s, widgets::Tone::Ok, tr("Nothing expires soon"),
            tr("No trial ends within 7 days, no subscription and no card within 30."), {} });
        return;
    }
    m_expiring->setRows(std::move(texts.rows));
    m_expiringCard->showContent();
}

} // namespace billhook::overview
