#include "services/billing/planjson.h"

#include <QJsonArray>
#include <QString>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

namespace billhook::billing {

using domain::Error;
using domain::ErrorKind;
using domain::Plan;
using domain::PlanPrice;
using domain::PlanTerms;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

Error invalid(const QString &field, const char *what)
{
    return { ErrorKind::InvalidInput, "invalid_plan", field.toStdString() + ": " + what, {} };
}

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

template <typename Number> QJsonValue orNull(const std::optional<Number> &value)
{
    return value ? QJsonValue(qint64{ *value }) : QJsonValue(QJsonValue::Null);
}

/** The integer of a JSON number; nothing for a fraction, or beyond what a number holds exactly. */
std::optional<qint64> integerOf(const QJsonValue &value)
{
    constexpr qint64 none = std::numeric_limits<qint64>::min();
    const qint64 number = value.toInteger(none);
    return number == none ? std::nullopt : std::optional(number);
}

using Take = std::function<bool(const QJsonValue &)>; ///< false: not of this type

Take takeText(std::string &into)
{
    return [&into](const QJsonValue &value) {
        into = value.toString().toStdString();
        return value.isString();
    };
}

Take takeFlag(bool &into)
{
    return [&into](const QJsonValue &value) {
        into = value.toBool();
        return value.isBool();
    };
}

template <typename Number> Take takeOptional(std::optional<Number> &into)
{
    return [&into](const QJsonValue &value) {
        const auto number = integerOf(value);
        if (!number && !value.isNull()) {
            return false;
        }
        into = number ? std::optional(static_cast<Number>(*number)) : std::nullopt;
        return !number || qint64{ static_cast<Number>(*number) } == *number;
    };
}

Take takeFeatures(std::vector<std::string> &into)
{
    return [&into](const QJsonValue &value) {
        into.clear();
        const QJsonArray array = value.isString()
            ? QJsonArray::fromStringList(value.toString().split(u',', Qt::SkipEmptyParts))
            : value.toArray();
        for (const auto &feature : array) {
            into.push_back(feature.toString().trimmed().toStdString());
        }
        return value.isString() || value.isArray();
    };
}

/** A price before its currency and amount are known to be good. */
struct GivenPrice
{
    std::optional<qint64> amount{};
    std::string currency{};
    std::string interval = "month";
    std::optional<int> intervalCount = 1;
    bool isDefault = false;
};

Result<PlanPrice> priceOf(const GivenPrice &given)
{
    const auto currency = domain::Currency::fromCode(given.currency);
    if (!currency) {
        return invalid(u"currency"_s, "three letters are wanted, as in usd.");
    }
    if (!given.amount) {
        return invalid(u"price_amount"_s, "an integer of minor units is wanted, as in 1700 for 17.00 USD.");
    }
    return PlanPrice{ {}, {}, domain::Money(*given.amount, *currency), given.interval,
        given.intervalCount.value_or(0), given.isDefault, true };
}

Result<void> takeAll(const QJsonObject &body, const std::map<QString, Take> &fields)
{
    for (auto field = body.begin(); field != body.end(); ++field) {
        const auto known = fields.find(field.key());
        if (known == fields.end()) {
            return invalid(field.key(), "there is no such field.");
        }
        if (!known->second(field.value())) {
            return invalid(field.key(), "the value is not of the right type.");
        }
    }
    return {};
}

std::map<QString, Take> priceFields(GivenPrice &price, const QString &amountName)
{
    return { { amountName, takeOptional(price.amount) }, { u"currency"_s, takeText(price.currency) },
        { u"interval"_s, takeText(price.interval) },
        { u"interval_count"_s, takeOptional(price.intervalCount) } };
}

Result<std::vector<PlanPrice>> pricesFrom(const QJsonArray &array)
{
    std::vector<PlanPrice> prices;
    for (const auto &value : array) {
        GivenPrice given;
        auto fields = priceFields(given, u"amount"_s);
        fields.emplace(u"is_default"_s, takeFlag(given.isDefault));
        if (auto taken = takeAll(value.toObject(), fields); !taken) {
            return taken.error();
        }
        auto price = priceOf(given);
        if (!price) {
            return price.error();
        }
        prices.push_back(*price);
    }
    return prices;
}

GivenPrice defaultOf(const PlanTerms &terms)
{
    const auto found = std::find_if(
        terms.prices.begin(), terms.prices.end(), [](const PlanPrice &price) { return price.isDefault; });
    if (found == terms.prices.end()) {
        return {};
    }
    return { found->amount.minor(), found->amount.currency().code(), found->interval, found->intervalCount,
        true };
}

bool namesPrice(const QJsonObject &body)
{
    const QStringList names{ u"price_amount"_s, u"currency"_s, u"interval"_s, u"interval_count"_s };
    return std::any_of(
        names.begin(), names.end(), [&body](const QString &name) { return body.contains(name); });
}

/** The prices of the plan with another default; one that costs the same becomes the default itself. */
Result<std::vector<PlanPrice>> withDefault(const std::vector<PlanPrice> &prices, GivenPrice given)
{
    given.isDefault = true;
    auto wanted = priceOf(given);
    if (!wanted) {
        return wanted.error();
    }
    std::vector<PlanPrice> others;
    std::copy_if(prices.begin(), prices.end(), std::back_inserter(others), [&wanted](const PlanPrice &price) {
        return price.isActive && !price.isDefault && !price.costsAs(*wanted);
    });
    others.insert(others.begin(), *wanted);
    return others;
}

} // namespace

QJsonObject planJson(const Plan &plan)
{
    const PlanTerms &terms = plan.terms;
    QJsonArray features;
    for (const auto &feature : terms.features) {
        features.append(text(feature));
    }
    QJsonArray prices;
    for (const PlanPrice &price : terms.prices) {
        prices.append(
            QJsonObject{ { u"id"_s, text(price.id) }, { u"stripe_price_id"_s, text(price.stripePriceId) },
                { u"amount"_s, qint64{ price.amount.minor() } },
                { u"currency"_s, text(price.amount.currency().code()) },
                { u"interval"_s, text(price.interval) }, { u"interval_count"_s, price.intervalCount },
                { u"is_default"_s, price.isDefault }, { u"is_active"_s, price.isActive } });
    }
    const GivenPrice main = defaultOf(terms);
    return { { u"id"_s, text(plan.id) }, { u"name"_s, text(terms.name) }, { u"slug"_s, text(terms.slug) },
        { u"description"_s, text(terms.description) }, { u"price_amount"_s, orNull(main.amount) },
        { u"currency"_s, text(main.currency) }, { u"interval"_s, text(main.interval) },
        { u"interval_count"_s, orNull(main.intervalCount) },
        { u"trial_period_days"_s, orNull(terms.trialPeriodDays) }, { u"max_users"_s, orNull(terms.maxUsers) },
        { u"max_projects"_s, orNull(terms.maxProjects) }, { u"limits_per_unit"_s, terms.limitsPerUnit },
        { u"features"_s, features }, { u"is_active"_s, terms.isActive }, { u"prices"_s, prices },
        { u"stripe_product_id"_s, text(plan.stripeProductId) }, { u"version"_s, qint64{ plan.version } } };
}

Result<PlanTerms> termsFrom(const QJsonObject &body, const PlanTerms &before)
{
    PlanTerms terms = before;
    GivenPrice main = defaultOf(before);
    std::map<QString, Take> fields = priceFields(main, u"price_amount"_s);
    fields.emplace(u"name"_s, takeText(terms.name));
    fields.emplace(u"slug"_s, takeText(terms.slug));
    fields.emplace(u"description"_s, takeText(terms.description));
    fields.emplace(u"max_users"_s, takeOptional(terms.maxUsers));
    fields.emplace(u"max_projects"_s, takeOptional(terms.maxProjects));
    fields.emplace(u"limits_per_unit"_s, takeFlag(terms.limitsPerUnit));
    fields.emplace(u"features"_s, takeFeatures(terms.features));
    fields.emplace(u"trial_period_days"_s, takeOptional(terms.trialPeriodDays));
    fields.emplace(u"is_active"_s, takeFlag(terms.isActive));
    fields.emplace(u"prices"_s, [](const QJsonValue &value) { return value.isArray(); });
    if (auto taken = takeAll(body, fields); !taken) {
        return taken.error();
    }
    if (body.contains(u"prices"_s) && namesPrice(body)) {
        return invalid(u"prices"_s, "all of the prices or the default one alone can be named, not both.");
    }
    if (!body.contains(u"prices"_s) && !namesPrice(body) && !before.prices.empty()) {
        return terms;
    }
    auto prices = body.contains(u"prices"_s) ? pricesFrom(body[u"prices"_s].toArray())
                                             : withDefault(before.prices, main);
    if (!prices) {
        return prices.error();
    }
    terms.prices = *std::move(prices);
    return terms;
}

} // namespace billhook::billing
