#include "services/billing/planjson.h"

#include <QJsonArray>
#include <QString>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

namespace billhook::billing {

using domain::Plan;
using domain::PlanPrice;
using domain::PlanTerms;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

using Faults = std::vector<domain::FieldError>;

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

/** "2026-11-30T07:55:43Z" */
QJsonValue instant(const QDateTime &at)
{
    return at.isValid() ? QJsonValue(at.toUTC().toString(Qt::ISODate)) : QJsonValue(QJsonValue::Null);
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

/** One sentence a part is enough. */
void addFault(Faults &faults, std::string pointer, std::string detail)
{
    if (std::none_of(faults.begin(), faults.end(),
            [&pointer](const domain::FieldError &known) { return known.pointer == pointer; })) {
        faults.push_back({ std::move(pointer), std::move(detail) });
    }
}

/** `pointer` leads to the price in a list; "": it is named by itself. */
std::optional<PlanPrice> priceOf(const GivenPrice &given, const std::string &pointer, Faults &faults)
{
    const auto currency = domain::Currency::fromCode(given.currency);
    if (!currency) {
        addFault(faults, pointer + "/currency", "is three letters, as in usd");
    }
    if (!given.amount) {
        addFault(faults, pointer.empty() ? "/price_amount" : pointer + "/amount",
            "is a whole number of minor units, as in 1700 for 17.00 USD");
    }
    if (!currency || !given.amount) {
        return std::nullopt;
    }
    return PlanPrice{ {}, {}, domain::Money(*given.amount, *currency), given.interval,
        given.intervalCount.value_or(0), given.isDefault, true };
}

/** '~' and '/' as RFC 6901 writes them. */
std::string escaped(QString name)
{
    return name.replace(u'~', u"~0"_s).replace(u'/', u"~1"_s).toStdString();
}

void takeAll(const QJsonObject &body, const std::map<QString, Take> &fields, const std::string &pointer,
    Faults &faults)
{
    for (auto field = body.begin(); field != body.end(); ++field) {
        const auto known = fields.find(field.key());
        if (known == fields.end()) {
            faults.push_back({ pointer + "/" + escaped(field.key()), "is not known here" });
        } else if (!known->second(field.value())) {
            faults.push_back({ pointer + "/" + escaped(field.key()), "is not of the right type" });
        }
    }
}

std::map<QString, Take> priceFields(GivenPrice &price, const QString &amountName)
{
    return { { amountName, takeOptional(price.amount) }, { u"currency"_s, takeText(price.currency) },
        { u"interval"_s, takeText(price.interval) },
        { u"interval_count"_s, takeOptional(price.intervalCount) } };
}

std::vector<PlanPrice> pricesFrom(const QJsonArray &array, Faults &faults)
{
    std::vector<PlanPrice> prices;
    for (qsizetype index = 0; index < array.size(); ++index) {
        const std::string pointer = "/prices/" + std::to_string(index);
        if (!array[index].isObject()) {
            faults.push_back({ pointer, "is an object with amount, currency, interval" });
            continue;
        }
        GivenPrice given;
        auto fields = priceFields(given, u"amount"_s);
        fields.emplace(u"is_default"_s, takeFlag(given.isDefault));
        takeAll(array[index].toObject(), fields, pointer, faults);
        if (auto price = priceOf(given, pointer, faults)) {
            prices.push_back(*std::move(price));
        }
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
std::vector<PlanPrice> withDefault(const std::vector<PlanPrice> &prices, GivenPrice given, Faults &faults)
{
    given.isDefault = true;
    const auto wanted = priceOf(given, {}, faults);
    if (!wanted) {
        return {};
    }
    std::vector<PlanPrice> others;
    std::copy_if(prices.begin(), prices.end(), std::back_inserter(others), [&wanted](const PlanPrice &price) {
        return price.isActive && !price.isDefault && !price.costsAs(*wanted);
    });
    others.insert(others.begin(), *wanted);
    return others;
}

std::map<QString, Take> termFields(PlanTerms &terms)
{
    return { { u"name"_s, takeText(terms.name) }, { u"slug"_s, takeText(terms.slug) },
        { u"description"_s, takeText(terms.description) }, { u"max_users"_s, takeOptional(terms.maxUsers) },
        { u"max_projects"_s, takeOptional(terms.maxProjects) },
        { u"limits_per_unit"_s, takeFlag(terms.limitsPerUnit) },
        { u"features"_s, takeFeatures(terms.features) },
        { u"trial_period_days"_s, takeOptional(terms.trialPeriodDays) },
        { u"is_active"_s, takeFlag(terms.isActive) },
        { u"prices"_s, [](const QJsonValue &value) { return value.isArray(); } } };
}

/** What is wrong with the terms as a whole, where nothing is said of that part yet. */
Faults withFaultsOf(const PlanTerms &terms, domain::PriceNaming naming, Faults faults)
{
    const auto known = faults;
    const auto said = [&known](const domain::FieldError &fault) {
        return std::any_of(known.begin(), known.end(), [&fault](const domain::FieldError &one) {
            const bool both = one.pointer.starts_with("/prices") && fault.pointer.starts_with("/prices");
            return one.pointer == fault.pointer || both || fault.pointer == "/prices";
        });
    };
    for (auto &fault : domain::faultsOf(terms, naming)) {
        if (!said(fault)) {
            faults.push_back(std::move(fault));
        }
    }
    return faults;
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
        { u"stripe_product_id"_s, text(plan.stripeProductId) }, { u"version"_s, qint64{ plan.version } },
        { u"created_at"_s, instant(plan.createdAt) }, { u"updated_at"_s, instant(plan.updatedAt) } };
}

Result<PlanTerms> termsFrom(const QJsonObject &body, const PlanTerms &before)
{
    PlanTerms terms = before;
    GivenPrice main = defaultOf(before);
    Faults faults;
    auto fields = termFields(terms);
    fields.merge(priceFields(main, u"price_amount"_s));
    takeAll(body, fields, {}, faults);
    const bool listed = body.contains(u"prices"_s);
    if (listed && namesPrice(body)) {
        faults.push_back({ "/prices", "are all of the prices; the default one is not named beside them" });
    } else if (listed) {
        terms.prices = pricesFrom(body[u"prices"_s].toArray(), faults);
    } else if (namesPrice(body) || before.prices.empty()) {
        terms.prices = withDefault(before.prices, main, faults);
    }
    faults = withFaultsOf(terms, listed ? domain::PriceNaming::List : domain::PriceNaming::Single, faults);
    return faults.empty() ? Result<PlanTerms>(std::move(terms)) : domain::invalidFields(std::move(faults));
}

} // namespace billhook::billing
