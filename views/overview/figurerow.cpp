#include "views/overview/figurerow.h"

#include "views/overview/cardtexts.h"
#include "views/overview/pulse.h"
#include "views/overview/wording.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace billhook::overview {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto gatheringTime
    = 2s; ///< with an event a second the screen breathes every other second, not always

bool sameFigure(const widgets::Metric &left, const widgets::Metric &right)
{
    return left.value == right.value && left.exact == right.exact;
}

} // namespace

FigureRow::FigureRow(OverviewPresenter &presenter, QWidget &canvas, QObject *parent)
    : QObject(parent)
    , m_presenter(presenter)
{
    createCards(canvas);
    m_gathering.setSingleShot(true);
    connect(&m_gathering, &QTimer::timeout, this, &FigureRow::pulse);
}

void FigureRow::createCards(QWidget &canvas)
{
    static constexpr std::array names{ "card_mrr", "card_arr", "card_arpc", "card_active", "card_trialing",
        "card_at_risk" };
    for (std::size_t i = 0; i < cardCount; ++i) {
        auto *card = new widgets::MetricCard(&canvas);
        card->setObjectName(QLatin1StringView(names.at(i)));
        card->showLoading();
        m_figures.at(i) = { card, new Pulse(card) };
    }
    const auto retryOn = [this](Index index, Part part) {
        connect(m_figures.at(index).card, &widgets::MetricCard::retryRequested, this,
            [this, part] { m_presenter.retry(part); });
    };
    retryOn(Mrr, Part::Revenue);
    retryOn(Arr, Part::Revenue);
    retryOn(Arpc, Part::Revenue);
    retryOn(Arpc, Part::Counters);
    retryOn(Active, Part::Counters);
    retryOn(Trialing, Part::Counters);
    retryOn(AtRisk, Part::Counters);
}

std::vector<QWidget *> FigureRow::cards() const
{
    std::vector<QWidget *> cards;
    for (const Figure &figure : m_figures) {
        cards.push_back(figure.card);
    }
    return cards;
}

void FigureRow::show(Part part)
{
    switch (part) {
    case Part::Revenue:
        showRevenue();
        showArpc();
        break;
    case Part::Counters:
        showCounters();
        showArpc();
        showTrialing();
        break;
    case Part::ExpiringSoon:
        showTrialing();
        break;
    case Part::FailedPayments:
        break;
    }
}

void FigureRow::showMetric(Index index, const widgets::Metric &metric)
{
    Figure &figure = m_figures.at(index);
    const bool changed = !figure.card->metric().value.isEmpty() && !sameFigure(figure.card->metric(), metric);
    figure.card->showMetric(metric);
    figure.changed = figure.changed || changed;
    if (changed && !m_gathering.isActive()) {
        m_gathering.start(gatheringTime);
    }
}

void FigureRow::pulse()
{
    for (Figure &figure : m_figures) {
        if (std::exchange(figure.changed, false)) {
            figure.pulse->play();
        }
    }
}

bool FigureRow::showFailure(
    widgets::MetricCard &card, const QString &label, std::initializer_list<Part> parts)
{
    const auto *const failed = std::find_if(parts.begin(), parts.end(),
        [this](Part part) { return !m_presenter.has(part) && m_presenter.state(part) == PartState::Failed; });
    if (failed == parts.end()) {
        card.setToolTip({});
        return false;
    }
    card.showError(label, tr("Not loaded"));
    card.setToolTip(m_presenter.error(*failed));
    card.setStale(false);
    return true;
}

bool FigureRow::showState(Index index, const QString &label, std::initializer_list<Part> parts)
{
    widgets::MetricCard &card = *m_figures.at(index).card;
    if (showFailure(card, label, parts)) {
        return true;
    }
    bool shown = true;
    bool stale = false;
    bool mixed = false;
    for (const Part part : parts) {
        shown = shown && m_presenter.has(part);
        stale = stale || m_presenter.outdated(part);
        mixed = mixed || (m_presenter.has(part) && !m_presenter.isOfSameRange(part, *parts.begin()));
    }
    if (!shown) {
        card.showLoading();
    }
    card.setStale(shown && (stale || mixed));
    return !shown || mixed;
}

void FigureRow::showRevenue()
{
    const bool noMrr = showState(Mrr, Words::tr("MRR"), { Part::Revenue });
    const bool noArr = showState(Arr, Words::tr("ARR"), { Part::Revenue });
    if (noMrr || noArr) {
        return;
    }
    const billing::RevenueFigures &revenue = *m_presenter.revenue();
    showMetric(Mrr, mrrMetric(revenue));
    showMetric(Arr, arrMetric(revenue));
    m_figures.at(Mrr).card->setExplanation(tr("Why this number"), revenueExplanation(revenue));
    m_figures.at(Arr).card->setExplanation(tr("Why this number"), revenueExplanation(revenue));
}

void FigureRow::showArpc()
{
    if (showState(Arpc, Words::tr("ARPC"), { Part::Revenue, Part::Counters })) {
        return;
    }
    showMetric(Arpc, arpcMetric(*m_presenter.revenue(), *m_presenter.counters()));
    m_figures.at(Arpc).card->setExplanation(tr("Average revenue per customer"),
        tr("MRR divided by the customers that pay now, of the currencies that are in the MRR."));
}

void FigureRow::showCounters()
{
    const bool noActive = showState(Active, Words::tr("Active subscribers"), { Part::Counters });
    const bool noRisk = showState(AtRisk, Words::tr("At risk"), { Part::Counters });
    if (noActive || noRisk) {
        return;
    }
    const billing::CounterFigures &counters = *m_presenter.counters();
    showMetric(Active, subscribersMetric(counters));
    showMetric(AtRisk, atRiskMetric(counters));
    const widgets::CardNotice notice = unknownNotice(counters.unknown);
    m_figures.at(Mrr).card->setNotice(notice);
    m_figures.at(Arr).card->setNotice(notice);
    m_figures.at(Active).card->setExplanation(tr("Active subscribers"),
        tr("Customers that pay: at least one of their subscriptions counts in MRR. Trials and fully "
           "discounted "
           "subscriptions do not count."));
    m_figures.at(AtRisk).card->setExplanation(tr("At risk"), atRiskExplanation(counters));
}

void FigureRow::showTrialing()
{
    if (showState(Trialing, Words::tr("Trialing"), { Part::Counters, Part::ExpiringSoon })) {
        return;
    }
    showMetric(Trialing, trialingMetric(*m_presenter.counters(), *m_presenter.expiringSoon()));
    m_figures.at(Trialing).card->setExplanation(
        tr("Trialing"), tr("Subscriptions in a trial now. They come into MRR with their first paid period."));
}

} // namespace billhook::overview
