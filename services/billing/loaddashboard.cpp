#include "services/billing/loaddashboard.h"

#include "services/billing/counterbuilder.h"
#include "services/billing/dashboardbasis.h"
#include "services/billing/database.h"
#include "services/billing/revenuebuilder.h"
#include "services/billing/revenuemoves.h"
#include "services/postgres/session.h"

#include <QTimeZone>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace billhook::billing {

namespace {

constexpr int trialDays = 7;
constexpr int endingDays = 30;
constexpr int rowsOfGroup = 100;
constexpr int rowsOfPayments = 50;

using postgres::Bindings;
using postgres::Row;
using postgres::Session;
using Amounts = QList<CurrencyAmount>;

CounterStep counterStep(const Row &row)
{
    return { row.text("name"), row.text("currency"), static_cast<int>(row.integer("step")),
        row.boolean("compared"), row.integer("amount"), row.integer("count") };
}

template <typename Rows> QStringList currenciesOf(const Rows &rows)
{
    QStringList currencies;
    for (const auto &row : rows) {
        if (!row.currency.isEmpty() && !currencies.contains(row.currency)) {
            currencies.append(row.currency);
        }
    }
    return currencies;
}

domain::Result<Amounts> readAmounts(
    Session &session, const QString &statement, const Bindings &bindings, const char *amountColumn)
{
    const auto amounts = session.all<CurrencyAmount>(statement, bindings, [&](const Row &row) {
        return CurrencyAmount{ row.text("currency"), row.integer(amountColumn), row.integer("count") };
    });
    if (!amounts) {
        return amounts.error();
    }
    return Amounts(amounts->cbegin(), amounts->cend());
}

ExpiringRow expiringRow(const Row &row, const char *detailColumn)
{
    ExpiringRow expiring;
    expiring.subscriptionId = row.text("subscription_id");
    expiring.customerId = row.text("customer_id");
    expiring.name = row.text("name");
    expiring.detail = row.text(detailColumn);
    expiring.currency = row.text("currency");
    expiring.annual = row.integer("annual");
    return expiring;
}

ExpiringRow endingRow(const Row &row, const QTimeZone &zone)
{
    auto ending = expiringRow(row, "plan_name");
    ending.day = row.instant("ends_at").toTimeZone(zone).date();
    return ending;
}

ExpiringRow cardRow(const Row &row)
{
    auto card = expiringRow(row, "brand");
    card.last4 = row.text("last4");
    card.day = row.date("good_until");
    return card;
}

struct GroupRequest
{
    QString sum;
    QString list;
    Bindings bindings;
    QDate until;
    std::function<ExpiringRow(const Row &)> map;
    Bindings ofList; ///< what only the list takes
};

/** Its sum is not converted yet. */
domain::Result<ExpiringGroup> readGroup(Session &session, const GroupRequest &request)
{
    ExpiringGroup group;
    group.until = request.until;
    auto amounts = readAmounts(session, request.sum, request.bindings, "annual");
    if (!amounts) {
        return amounts.error();
    }
    group.sum.parts = std::move(amounts).value();
    Bindings bindings = request.bindings;
    bindings.insert(bindings.end(), request.ofList.begin(), request.ofList.end());
    bindings.emplace_back(QStringLiteral(":limit"), rowsOfGroup);
    auto rows = session.all<ExpiringRow>(request.list, bindings, request.map);
    if (!rows) {
        return rows.error();
    }
    group.rows = { rows->cbegin(), rows->cend() };
    return group;
}

GroupRequest endingRequest(const Basis &basis, const QString &sum, const QString &list, int days)
{
    const QTimeZone zone(basis.zone.toLatin1());
    const QDateTime until = basis.now.addDays(days);
    return { sum, list, { { QStringLiteral(":now"), basis.now }, { QStringLiteral(":until"), until } },
        until.toTimeZone(zone).date(), [zone](const Row &row) { return endingRow(row, zone); }, {} };
}

GroupRequest cardRequest(const Basis &basis)
{
    const QDate until = basis.today.addDays(endingDays);
    return { QStringLiteral("dashboard/sum_cards_expiring"), QStringLiteral("dashboard/list_cards_expiring"),
        { { QStringLiteral(":until"), until } }, until, cardRow,
        { { QStringLiteral(":today"), basis.today } } };
}

/** The sums of the groups together; a currency that a group could not convert stays out of the whole. */
ConvertedSum addUp(const Basis &basis, const Converter &converter, const QList<ConvertedSum> &sums)
{
    QMap<QString, CurrencyAmount> amounts;
    for (const ConvertedSum &sum : sums) {
        for (const CurrencyAmount &part : sum.parts) {
            CurrencyAmount &amount = amounts[part.currency];
            amount.currency = part.currency;
            amount.amount += part.amount;
            amount.count += part.count;
        }
    }
    return sumOf(converter, basis.today, amounts.values());
}

domain::Result<UnknownFigures> readUnknown(Session &session)
{
    UnknownFigures unknown;
    const auto read = session.forEach(QStringLiteral("dashboard/list_unknown"),
        { { QStringLiteral(":limit"), rowsOfGroup } }, [&](const Row &row) {
            const bool isStatus = row.text("warning") == u"status_unknown";
            (isStatus ? unknown.statuses : unknown.amounts) = row.integer("total");
            unknown.rows.append({ row.text("subscription_id"), row.text("name"), isStatus, row.text("detail"),
                row.text("currency"), row.integer("annual") });
        });
    return read ? domain::Result<UnknownFigures>(std::move(unknown)) : read.error();
}

FailedPayment failedPayment(const Row &row)
{
    FailedPayment payment;
    payment.invoiceId = row.text("invoice_id");
    payment.number = row.text("number");
    payment.customerId = row.text("customer_id");
    payment.name = row.text("name");
    payment.currency = row.text("currency");
    payment.amountRemaining = row.integer("amount_remaining");
    payment.attemptCount
        = row.isNull("attempt_count") ? std::nullopt : std::optional(row.integer("attempt_count"));
    payment.nextAttempt
        = row.isNull("next_payment_attempt") ? QDateTime() : row.instant("next_payment_attempt");
    payment.collectionMethod = row.text("collection_method");
    payment.code = row.text("code");
    payment.declineCode = row.text("decline_code");
    return payment;
}

struct FailedInvoice
{
    QString id;
    QString currency;
    qint64 remaining = 0; ///< minor units
};

FailedInvoice failedInvoice(const Row &row)
{
    return { row.text("invoice_id"), row.text("currency"), row.integer("amount_remaining") };
}

/** The largest first, compared in the reporting currency; what has no rate comes last. */
void sortByWorth(std::vector<FailedInvoice> &invoices, const Converter &converter, QDate today)
{
    std::stable_sort(
        invoices.begin(), invoices.end(), [&](const FailedInvoice &left, const FailedInvoice &right) {
            return converter.convert(left.remaining, left.currency, today)
                > converter.convert(right.remaining, right.currency, today);
        });
}

QString firstIds(const std::vector<FailedInvoice> &invoices, qsizetype most)
{
    QStringList ids;
    for (const FailedInvoice &invoice : invoices) {
        ids.append(invoice.id);
    }
    return ids.mid(0, most).join(u',');
}

} // namespace

LoadDashboard::LoadDashboard(Database &database)
    : m_database(database)
{ }

QFuture<domain::Result<RevenueFigures>> LoadDashboard::revenue(const domain::RangeChoice &choice) const
{
    return m_database.run<RevenueFigures>(
        Lane::Screen, [choice](Session &session) { return readRevenue(session, choice); });
}

QFuture<domain::Result<CounterFigures>> LoadDashboard::counters(const domain::RangeChoice &choice) const
{
    return m_database.run<CounterFigures>(
        Lane::Rows, [choice](Session &session) { return readCounters(session, choice); });
}

QFuture<domain::Result<FailedPayments>> LoadDashboard::failedPayments() const
{
    return m_database.run<FailedPayments>(Lane::Screen, readFailedPayments);
}

QFuture<domain::Result<ExpiringSoon>> LoadDashboard::expiringSoon() const
{
    return m_database.run<ExpiringSoon>(Lane::Rows, readExpiringSoon);
}

domain::Result<RevenueFigures> LoadDashboard::readRevenue(Session &session, const domain::RangeChoice &choice)
{
    const auto basis = readBasis(session);
    if (!basis) {
        return basis.error();
    }
    auto figures = readRevenueOver(session, *basis, domain::resolve(choice, basis->today, basis->earliest));
    if (figures) {
        figures->choice = choice;
    }
    return figures;
}

domain::Result<RevenueFigures> LoadDashboard::readEveryMonth(Session &session)
{
    const auto basis = readBasis(session);
    if (!basis) {
        return basis.error();
    }
    domain::DateRange range;
    range.from = QDate(basis->earliest.year(), basis->earliest.month(), 1);
    range.last = basis->today;
    for (QDate month = range.from; month <= basis->today; month = month.addMonths(1)) {
        range.to = month.addMonths(1);
        range.buckets.append({ month, range.to, basis->today < range.to });
    }
    return readRevenueOver(session, *basis, range);
}

domain::Result<RevenueFigures> LoadDashboard::readRevenueOver(
    Session &session, const Basis &basis, const domain::DateRange &range)
{
    const QDate first = RevenueBuilder::firstDay(range);
    const auto moves = readRevenueMoves(session, first, range.last.addDays(1));
    if (!moves) {
        return moves.error();
    }
    const auto converter = readRates(session, basis, currenciesOf(*moves), first.addDays(-1), range.to);
    if (!converter) {
        return converter.error();
    }
    RevenueBuilder builder(range, basis.today, *converter);
    for (const RevenueMoves &ofOneKind : *moves) {
        builder.add(ofOneKind);
    }
    RevenueFigures figures = builder.build();
    figures.profile = basis.profile;
    return figures;
}

domain::Result<CounterFigures> LoadDashboard::readCounters(
    Session &session, const domain::RangeChoice &choice)
{
    const auto basis = readBasis(session);
    if (!basis) {
        return basis.error();
    }
    const domain::DateRange range = domain::resolve(choice, basis->today, basis->earliest);
    const int step = CounterBuilder::stepOf(range);
    auto rows = session.all<CounterStep>(QStringLiteral("dashboard/list_counter_steps"),
        { { QStringLiteral(":from"), range.from }, { QStringLiteral(":to"), range.last.addDays(1) },
            { QStringLiteral(":compare"), range.comparisonDay().value_or(range.from.addDays(-1)) },
            { QStringLiteral(":step"), step } },
        counterStep);
    if (!rows) {
        return rows.error();
    }
    const QDate first = std::min(range.from, range.comparisonDay().value_or(range.from));
    const auto converter = readRates(session, *basis, currenciesOf(*rows), first, range.to);
    if (!converter) {
        return converter.error();
    }
    CounterBuilder builder(range, basis->earliest, *converter);
    for (const CounterStep &row : *rows) {
        builder.add(row);
    }
    CounterFigures figures = builder.build();
    figures.choice = choice;
    figures.today = basis->today;
    auto unknown = readUnknown(session);
    if (!unknown) {
        return unknown.error();
    }
    figures.unknown = std::move(unknown).value();
    return figures;
}

domain::Result<FailedPayments> LoadDashboard::readFailedPayments(Session &session)
{
    const auto basis = readBasis(session);
    if (!basis) {
        return basis.error();
    }
    FailedPayments payments;
    payments.zone = basis->zone;
    const auto amounts = readAmounts(session, QStringLiteral("dashboard/sum_at_risk"), {}, "amount");
    if (!amounts) {
        return amounts.error();
    }
    auto largest = session.all<FailedInvoice>(QStringLiteral("dashboard/list_failed_invoices"),
        { { QStringLiteral(":limit"), rowsOfPayments } }, failedInvoice);
    if (!largest) {
        return largest.error();
    }
    const auto converter = readRates(session, *basis, currenciesOf(*amounts) + currenciesOf(*largest),
        basis->today, basis->today.addDays(1));
    if (!converter) {
        return converter.error();
    }
    payments.sum = sumOf(*converter, basis->today, *amounts);
    sortByWorth(*largest, *converter, basis->today);
    const auto rows = session.all<FailedPayment>(QStringLiteral("dashboard/list_failed_payments"),
        { { QStringLiteral(":ids"), firstIds(*largest, rowsOfPayments) } }, failedPayment);
    if (!rows) {
        return rows.error();
    }
    payments.rows = { rows->cbegin(), rows->cend() };
    return payments;
}

domain::Result<ExpiringSoon> LoadDashboard::readExpiringSoon(Session &session)
{
    const auto basis = readBasis(session);
    if (!basis) {
        return basis.error();
    }
    ExpiringSoon soon;
    soon.today = basis->today;
    QStringList currencies;
    const std::vector<std::pair<ExpiringGroup *, GroupRequest>> groups{
        { &soon.trials,
            endingRequest(*basis, QStringLiteral("dashboard/sum_trials_ending"),
                QStringLiteral("dashboard/list_trials_ending"), trialDays) },
        { &soon.subscriptions,
            endingRequest(*basis, QStringLiteral("dashboard/sum_subscriptions_ending"),
                QStringLiteral("dashboard/list_subscriptions_ending"), endingDays) },
        { &soon.cards, cardRequest(*basis) },
    };
    for (const auto &[group, request] : groups) {
        auto read = readGroup(session, request);
        if (!read) {
            return read.error();
        }
        *group = std::move(read).value();
        currencies += currenciesOf(group->sum.parts);
    }
    currencies.removeDuplicates();
    const auto converter = readRates(session, *basis, currencies, basis->today, basis->today.addDays(1));
    if (!converter) {
        return converter.error();
    }
    QList<ConvertedSum> sums;
    for (const auto &[group, request] : groups) {
        group->sum = sumOf(*converter, basis->today, group->sum.parts);
        sums.append(group->sum);
    }
    soon.sum = addUp(*basis, *converter, sums);
    return soon;
}

} // namespace billhook::billing
