#pragma once

#include "models/domain/daterange.h"

#include <QDate>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

/**
 * What the first screen shows. Recurring amounts are annual (divide by 12 for MRR when showing), all amounts
 * are minor units of the currency named beside them; days are of the reporting zone, instants UTC.
 */
namespace billhook::billing {

/**
 * Which amounts of several currencies went into a figure: all of them, converted, when every rate it needs is
 * there; otherwise those of the reporting currency alone, and the others are named.
 */
struct Headline
{
    QString currency; ///< the reporting currency, lower case
    bool converted = false; ///< amounts of other currencies are in it
    QStringList notIncluded; ///< lower case
};

struct SeriesPoint
{
    QDate day;
    qint64 annual = 0; ///< balance at the end of the day

    bool operator==(const SeriesPoint &) const = default;
};

struct ComparisonPoint
{
    QDate at; ///< the day of the range it is compared with
    QDate day; ///< its own day
    qint64 annual = 0;

    bool operator==(const ComparisonPoint &) const = default;
};

/** One column of the movements; opening + the six = closing, exactly. Losses are negative. */
struct PeriodFigures
{
    domain::Bucket bucket;
    qint64 opening = 0;
    qint64 newBusiness = 0;
    qint64 expansion = 0;
    qint64 reactivation = 0;
    qint64 contraction = 0;
    qint64 churn = 0;
    qint64 fx = 0; ///< only in the converted view
    qint64 closing = 0;

    qint64 moves() const { return newBusiness + expansion + reactivation + contraction + churn + fx; }
    bool operator==(const PeriodFigures &) const = default;
};

struct CurrencyFigures
{
    QString currency;
    QList<PeriodFigures> periods;
};

struct RevenueFigures
{
    domain::RangeChoice choice; ///< what was asked for, so that titles are those of the figures
    domain::DateRange range;
    QDate today;
    QString profile; ///< the policy the figures follow
    bool empty = false; ///< no movement is known at all
    Headline headline;
    qint64 annual = 0; ///< at range.last
    std::optional<qint64> annualBefore; ///< at range.comparisonDay()
    QList<SeriesPoint> series; ///< a point a day from range.from to range.last
    QList<ComparisonPoint>
        comparison; ///< for each day of the range; days before the first movement are left out
    QList<PeriodFigures> periods; ///< in the reporting currency, one for each bucket
    QList<CurrencyFigures> perCurrency; ///< each by itself, never converted, fx = 0
};

/** A count or amount with its past. */
struct CounterFigure
{
    qint64 now = 0; ///< at range.last
    std::optional<qint64> before; ///< at range.comparisonDay()
    QList<SeriesPoint> trend; ///< up to 31 points over the range; `annual` holds the value
};

/** A subscription that figures count as it was known last. */
struct UnknownRow
{
    QString subscriptionId;
    QString name; ///< of the organization, else the customer's
    bool isStatus = false; ///< what its status counts for is not known; else its amount
    QString detail; ///< the status; else what the amount waits for, as "kind:id" with spaces between
    QString currency;
    qint64 annual = 0; ///< known last
};

struct UnknownFigures
{
    qint64 amounts = 0; ///< subscriptions
    qint64 statuses = 0; ///< subscriptions
    QList<UnknownRow> rows; ///< amounts first, the newest first; at most 100 of each

    qint64 count() const { return amounts + statuses; }
};

struct CounterFigures
{
    domain::RangeChoice choice; ///< what was asked for
    domain::DateRange range;
    QDate today;
    Headline headline; ///< of atRiskAmount
    CounterFigure payingCustomers; ///< whatever they pay in; each once
    CounterFigure
        payingOwn; ///< of the reporting currency only: what ARPC divides by while revenue is not converted
    CounterFigure subscribed; ///< subscriptions in MRR
    CounterFigure trialing;
    CounterFigure atRiskAmount; ///< amount remaining, not annual
    CounterFigure atRiskInvoices;
    UnknownFigures unknown; ///< now
};

struct CurrencyAmount
{
    QString currency;
    qint64 amount = 0;
    qint64 count = 0;

    bool operator==(const CurrencyAmount &) const = default;
};

/** An amount in the reporting currency with what it was made of. */
struct ConvertedSum
{
    Headline headline;
    qint64 amount = 0;
    qint64 count = 0; ///< of all currencies
    QList<CurrencyAmount> parts;
};

struct FailedPayment
{
    QString invoiceId;
    QString number;
    QString customerId;
    QString name; ///< of the organization, else the customer's
    QString currency;
    qint64 amountRemaining = 0;
    std::optional<qint64> attemptCount; ///< none: Stripe has not said
    QDateTime nextAttempt; ///< invalid: none is planned
    QString collectionMethod;
    QString code; ///< as Stripe sends it; empty: unknown
    QString declineCode;
};

struct FailedPayments
{
    ConvertedSum sum;
    QString zone; ///< IANA name of the reporting zone
    QList<FailedPayment> rows; ///< the largest first, compared in the reporting currency
};

struct ExpiringRow
{
    QString subscriptionId;
    QString customerId;
    QString name;
    QString detail; ///< the plan, or the card's brand
    QString last4; ///< cards only
    QString currency;
    qint64 annual = 0;
    QDate day; ///< the trial's or subscription's last instant, or the card's last good day
};

struct ExpiringGroup
{
    ConvertedSum sum; ///< annual
    QDate until; ///< exclusive
    QList<ExpiringRow> rows; ///< the soonest first
};

struct ExpiringSoon
{
    QDate today; ///< in the reporting zone
    ConvertedSum sum; ///< of the three groups
    ExpiringGroup trials; ///< end within 7 days
    ExpiringGroup subscriptions; ///< end within 30 days
    ExpiringGroup cards; ///< run out within 30 days and before the next invoice
};

} // namespace billhook::billing
