#pragma once

#include "services/billing/shownmovements.h"
#include "views/overview/overviewsource.h"

#include <QPromise>

#include <deque>
#include <memory>

/** Figures made by hand, and a source whose answers a test gives when it likes. */
namespace billhook::overview::fixture {

using namespace Qt::StringLiterals;

inline billing::RevenueFigures revenue(qint64 annual = 2'977'567'680)
{
    billing::RevenueFigures figures;
    figures.today = QDate(2026, 11, 18);
    figures.range = domain::resolve({}, figures.today, QDate(2024, 12, 1));
    figures.profile = u"stripe-default"_s;
    figures.headline.currency = u"usd"_s;
    figures.annual = annual;
    figures.annualBefore = annual / 2;
    qint64 balance = annual / 2;
    for (const domain::Bucket &bucket : figures.range.buckets) {
        billing::PeriodFigures period;
        period.bucket = bucket;
        period.opening = balance;
        period.newBusiness = bucket.running ? annual - balance : annual / 30;
        period.closing = balance + period.moves();
        balance = period.closing;
        figures.periods.append(period);
    }
    for (QDate day = figures.range.from; day <= figures.range.last; day = day.addDays(1)) {
        figures.series.append({ day, annual });
        figures.comparison.append({ day, day.addYears(-1), annual / 2 });
    }
    figures.perCurrency.append({ u"usd"_s, figures.periods });
    return figures;
}

inline billing::CounterFigures counters()
{
    billing::CounterFigures figures;
    figures.today = QDate(2026, 11, 18);
    figures.range = domain::resolve({}, figures.today, QDate(2024, 12, 1));
    figures.headline.currency = u"usd"_s;
    const auto figure = [&](qint64 now, qint64 before) {
        return billing::CounterFigure{ now, before,
            { { figures.range.from, before }, { figures.range.last, now } } };
    };
    figures.payingCustomers = figure(41'386, 28'901);
    figures.payingOwn = figures.payingCustomers;
    figures.subscribed = figure(41'390, 28'900);
    figures.trialing = figure(1'284, 1'210);
    figures.atRiskAmount = figure(3'821'470, 4'362'000);
    figures.atRiskInvoices = figure(214, 250);
    return figures;
}

inline billing::FailedPayments failedPayments()
{
    billing::FailedPayments payments;
    payments.zone = u"America/New_York"_s;
    payments.sum.headline.currency = u"usd"_s;
    payments.sum.amount = 3'821'470;
    payments.sum.count = 214;
    billing::FailedPayment payment;
    payment.name = u"Redfern Aerospace"_s;
    payment.currency = u"usd"_s;
    payment.amountRemaining = 478'800;
    payment.attemptCount = 2;
    payment.code = u"card_declined"_s;
    payment.declineCode = u"insufficient_funds"_s;
    payment.nextAttempt = QDateTime(QDate(2026, 11, 21), QTime(17, 0), Qt::UTC);
    payments.rows.append(payment);
    payment.name = u"Copperfield Freight"_s;
    payment.currency = u"jpy"_s;
    payment.amountRemaining = 414'400;
    payment.attemptCount.reset();
    payment.declineCode = u"lost_card"_s;
    payments.rows.append(payment);
    return payments;
}

inline billing::ExpiringSoon expiringSoon()
{
    billing::ExpiringSoon soon;
    for (billing::ExpiringGroup *group : { &soon.trials, &soon.subscriptions, &soon.cards }) {
        group->sum.headline.currency = u"usd"_s;
        group->sum.count = 5;
        group->sum.amount = 1'788'000;
        group->until = QDate(2026, 12, 18);
        for (int i = 0; i < 5; ++i) {
            group->rows.append({ u"sub_%1"_s.arg(i), u"cus_%1"_s.arg(i), u"Name %1"_s.arg(i), u"Business"_s,
                {}, u"usd"_s, 178'800, QDate(2026, 11, 19 + i) });
        }
    }
    for (billing::ExpiringRow &row : soon.cards.rows) {
        row.detail = u"mastercard"_s;
        row.last4 = u"8210"_s;
    }
    soon.sum.headline.currency = u"usd"_s;
    soon.sum.count = 15;
    soon.sum.amount = 5'364'000;
    return soon;
}

/** The calls that wait for an answer, oldest first. */
template <typename T> class Calls final
{
public:
    QFuture<domain::Result<T>> call()
    {
        auto promise = std::make_shared<QPromise<domain::Result<T>>>();
        promise->start();
        m_open.push_back(promise);
        ++made;
        return promise->future();
    }
    void answer(domain::Result<T> result)
    {
        auto promise = m_open.front();
        m_open.pop_front();
        promise->addResult(std::move(result));
        promise->finish();
    }
    std::size_t open() const { return m_open.size(); }

    int made = 0;

private:
    std::deque<std::shared_ptr<QPromise<domain::Result<T>>>> m_open;
};

struct Script
{
    Calls<billing::RevenueFigures> revenue;
    Calls<billing::CounterFigures> counters;
    Calls<billing::FailedPayments> failedPayments;
    Calls<billing::ExpiringSoon> expiringSoon;
    domain::RangeChoice asked;

    OverviewSource source()
    {
        return {
            [this](const domain::RangeChoice &choice) {
                asked = choice;
                return revenue.call();
            },
            [this](const domain::RangeChoice & /*choice*/) { return counters.call(); },
            [this] { return failedPayments.call(); },
            [this] { return expiringSoon.call(); },
        };
    }
    void answerAll()
    {
        revenue.answer(fixture::revenue());
        counters.answer(fixture::counters());
        failedPayments.answer(fixture::failedPayments());
        expiringSoon.answer(fixture::expiringSoon());
    }
};

inline domain::Error unavailable()
{
    return { domain::ErrorKind::Unavailable, "database_unavailable", "The database could not be reached.",
        {} };
}

} // namespace billhook::overview::fixture
