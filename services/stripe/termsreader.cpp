#include "services/stripe/termsreader.h"

#include "models/domain/decimal.h"
#include "services/stripe/canonicaljson.h"
#include "services/stripe/jsonview.h"
#include "services/stripe/statebuilder.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace billhook::stripe {

using domain::DiscountDuration;
using domain::DiscountTerms;
using domain::Interval;
using domain::ItemTerms;
using domain::ObjectKey;
using domain::ObjectKind;
using domain::PriceTerms;
using domain::PriceTier;
using domain::State;
using domain::TiersMode;

namespace {

/** Kept, because a subscription's states mostly say the same, and a tree does not read it twice. */
struct Trees
{
    JsonTree items;
    JsonTree discounts;
};

Trees &trees()
{
    static thread_local Trees kept;
    return kept;
}

std::optional<Interval> intervalOf(std::string_view text)
{
    if (text == "day") {
        return Interval::Day;
    }
    if (text == "week") {
        return Interval::Week;
    }
    if (text == "month") {
        return Interval::Month;
    }
    return text == "year" ? std::optional(Interval::Year) : std::nullopt;
}

std::optional<domain::Decimal> decimalOf(JsonView exact, JsonView whole)
{
    return domain::parseDecimal(exact.isNothing() ? whole.text() : exact.text());
}

/** Nothing when a tier cannot be read: the amount is unknown then. */
std::vector<PriceTier> tiersOf(JsonView list)
{
    std::vector<PriceTier> tiers;
    for (std::size_t index = 0; index < list.size(); ++index) {
        const auto entry = list.at(index);
        PriceTier tier;
        tier.upTo = integerOf(entry["up_to"]);
        tier.unitAmount
            = decimalOf(entry["unit_amount_decimal"], entry["unit_amount"]).value_or(domain::Decimal{});
        tier.flatAmount
            = decimalOf(entry["flat_amount_decimal"], entry["flat_amount"]).value_or(domain::Decimal{});
        tiers.push_back(tier);
    }
    return tiers;
}

/** `interval` and `recurring_interval` differ in name only: the item's price and the price's own state. */
PriceTerms priceTerms(std::string id, JsonView price, std::string_view intervalField)
{
    PriceTerms terms;
    const auto interval = price[intervalField];
    const auto mode = price["tiers_mode"].text();
    terms.id = std::move(id);
    terms.productId = price["product"].text();
    terms.currency = price["currency"].text();
    terms.recurring = !interval.isNothing();
    terms.interval = intervalOf(interval.text()).value_or(Interval::Month);
    terms.intervalCount = integerOf(price["interval_count"]).value_or(1);
    terms.metered = price["usage_type"].text() == "metered";
    terms.divideBy = integerOf(price["transform_quantity"]["divide_by"]);
    terms.round = price["transform_quantity"]["round"].text() == "down" ? domain::TransformRound::Down
                                                                        : domain::TransformRound::Up;
    if (mode == "graduated" || mode == "volume") {
        terms.tiersMode = mode == "volume" ? TiersMode::Volume : TiersMode::Graduated;
        terms.tiers = tiersOf(price["tiers"]);
    } else if (mode.empty() && (interval.isNothing() || intervalOf(interval.text()))) {
        terms.unitAmount = domain::parseDecimal(price["unit_amount"].text());
    }
    return terms;
}

/** A price that was given only as an id and is known nowhere: recurring, of unknown amount. */
PriceTerms unknownPrice(std::string id)
{
    PriceTerms terms;
    terms.id = std::move(id);
    terms.recurring = true;
    return terms;
}

bool isIncomplete(const PriceTerms &price, const std::string &currency)
{
    const bool foreign = !price.currency.empty() && !currency.empty() && price.currency != currency;
    const bool unpriced = price.tiersMode == TiersMode::None ? !price.unitAmount : price.tiers.empty();
    return price.recurring && !price.metered && (foreign || unpriced);
}

std::vector<std::string> stringsOf(JsonView list)
{
    std::vector<std::string> texts;
    for (std::size_t index = 0; index < list.size(); ++index) {
        texts.emplace_back(list.at(index).text());
    }
    return texts;
}

std::optional<std::string> textField(const State &state, std::string_view field)
{
    const auto raw = state.raw(field);
    return raw.empty() ? std::nullopt : std::optional(plainText(raw));
}

bool readCoupon(DiscountTerms &terms, const State &coupon)
{
    const auto duration = textField(coupon, "duration").value_or(std::string());
    if (duration != "once" && duration != "repeating" && duration != "forever") {
        return false;
    }
    terms.duration = duration == "once" ? DiscountDuration::Once
        : duration == "repeating"       ? DiscountDuration::Repeating
                                        : DiscountDuration::Forever;
    if (const auto percent = textField(coupon, "percent_off")) {
        terms.percentOff = domain::parseDecimal(*percent);
    }
    terms.amountOff = coupon.integer("amount_off");
    terms.amountCurrency = textField(coupon, "currency").value_or(std::string());
    return terms.percentOff || terms.amountOff;
}

const DiscountPhase &phaseAt(const std::vector<DiscountPhase> &phases, std::int64_t at)
{
    const auto after = std::upper_bound(phases.begin(), phases.end(), at,
        [](std::int64_t second, const DiscountPhase &phase) { return second < phase.from; });
    return after == phases.begin() ? *after : *std::prev(after);
}

std::vector<DiscountTerms> namedDiscounts(JsonView list)
{
    std::vector<DiscountTerms> discounts;
    for (auto &id : stringsOf(list)) {
        discounts.emplace_back().id = std::move(id);
    }
    return discounts;
}

SubscriptionReading::Item readItem(JsonView view)
{
    SubscriptionReading::Item item;
    const auto price = view["price"];
    item.terms.id = view["id"].text();
    item.terms.quantity = integerOf(view["quantity"]).value_or(1);
    item.terms.price = priceTerms(std::string(price["id"].text()), price, "interval");
    item.terms.discounts = namedDiscounts(view["discounts"]);
    item.isPriced = !price["currency"].isNothing();
    item.refersToPrice = !item.isPriced || (!price["tiers_mode"].isNothing() && price["tiers"].isNothing());
    item.periodStart = instantOf(view["current_period_start"]);
    item.periodEnd = instantOf(view["current_period_end"]);
    item.discounts = canonicalText(view["discounts"]);
    return item;
}

/** Puts in what is known of what a subscription refers to. */
class Pricing final
{
public:
    Pricing(const SubscriptionReading &subscription, const KnownTerms &known, std::int64_t at)
        : m_subscription(subscription)
        , m_known(known)
        , m_at(at)
    {
        m_result.terms = subscription.terms;
    }

    TermsReading run(const std::optional<std::string> &customerDiscount)
    {
        auto &terms = m_result.terms;
        for (const auto &item : m_subscription.items) {
            terms.items.push_back(priced(item));
        }
        if (m_subscription.hasMoreItems) {
            addUnlistedItem();
        }
        if (terms.discounts.empty() && customerDiscount) {
            terms.discounts.emplace_back().id = *customerDiscount;
        }
        for (auto &discount : terms.discounts) {
            discount = known(discount.id);
        }
        return std::move(m_result);
    }

private:
    PriceTerms knownPrice(const std::string &id) const
    {
        const auto found = m_known.prices.find(id);
        return found == m_known.prices.end() ? unknownPrice(id) : found->second;
    }

    ItemTerms priced(const SubscriptionReading::Item &given)
    {
        auto item = given.terms;
        auto &price = item.price;
        if (!given.isPriced) {
            price = knownPrice(given.terms.price.id);
        }
        if (price.tiersMode != TiersMode::None && price.tiers.empty()) {
            price.tiers = knownPrice(price.id).tiers;
        }
        if (isIncomplete(price, m_result.terms.currency)) {
            m_result.waits.insert({ ObjectKind::Price, price.id });
        }
        for (auto &discount : item.discounts) {
            discount = known(discount.id);
        }
        return item;
    }

    /** Stripe listed only the first items: the sum is unknown. */
    void addUnlistedItem()
    {
        ItemTerms item;
        item.id = "~";
        item.quantity = 1;
        item.price = unknownPrice({});
        m_result.terms.items.push_back(std::move(item));
        m_result.waits.insert({ ObjectKind::Subscription, m_result.terms.id });
    }

    DiscountTerms known(const std::string &id)
    {
        DiscountTerms terms;
        terms.id = id;
        const auto found = m_known.discounts.find(id);
        if (found == m_known.discounts.end()) {
            m_result.waits.insert({ ObjectKind::Discount, id });
            return terms;
        }
        const auto &state = phaseAt(found->second, m_at).state;
        terms.couponId = textField(state, "coupon").value_or(std::string());
        terms.start = state.integer("start");
        terms.end = state.integer("end");
        const auto coupon = m_known.coupons.find(terms.couponId);
        terms.known = coupon != m_known.coupons.end() && readCoupon(terms, coupon->second);
        if (!terms.known) {
            m_result.waits.insert(terms.couponId.empty() ? ObjectKey{ ObjectKind::Discount, id }
                                                         : ObjectKey{ ObjectKind::Coupon, terms.couponId });
        }
        return terms;
    }

    const SubscriptionReading &m_subscription;
    const KnownTerms &m_known;
    std::int64_t m_at;
    TermsReading m_result;
};

} // namespace

SubscriptionReading readSubscription(const std::string &id, const State &state)
{
    SubscriptionReading reading;
    auto &terms = reading.terms;
    terms.id = id;
    terms.customerId = textField(state, "customer").value_or(std::string());
    terms.status = textField(state, "status").value_or(std::string());
    terms.currency = textField(state, "currency").value_or(std::string());
    terms.cancelAtPeriodEnd = state.raw("cancel_at_period_end") == "true";
    terms.cancelAt = state.integer("cancel_at");
    reading.hasMoreItems = state.raw("items_more") == "true";
    if (const auto items = trees().items.parse(state.raw("items"))) {
        for (std::size_t index = 0; index < items->size(); ++index) {
            reading.items.push_back(readItem(items->at(index)));
        }
    }
    if (const auto list = trees().discounts.parse(state.raw("discounts"))) {
        terms.discounts = namedDiscounts(*list);
    }
    return reading;
}

std::vector<std::string> SubscriptionReading::referredDiscounts() const
{
    std::vector<std::string> ids;
    const auto add = [&](const std::vector<DiscountTerms> &discounts) {
        for (const auto &discount : discounts) {
            ids.push_back(discount.id);
        }
    };
    add(terms.discounts);
    for (const auto &item : items) {
        add(item.terms.discounts);
    }
    return ids;
}

std::vector<std::string> SubscriptionReading::referredPrices() const
{
    std::vector<std::string> ids;
    for (const auto &item : items) {
        if (item.refersToPrice) {
            ids.push_back(item.terms.price.id);
        }
    }
    return ids;
}

std::vector<std::string> referredDiscounts(const State &subscription)
{
    std::vector<std::string> ids;
    if (const auto list = trees().discounts.parse(subscription.raw("discounts"))) {
        ids = stringsOf(*list);
    }
    if (subscription.raw("items").find(R"("discounts":[")") == std::string_view::npos) {
        return ids;
    }
    return readSubscription({}, subscription).referredDiscounts();
}

PriceTerms readPriceTerms(const std::string &id, const State &price)
{
    JsonTree tree;
    const auto view = tree.parse(stateText(price));
    return view ? priceTerms(id, *view, "recurring_interval") : unknownPrice(id);
}

TermsReading readTerms(const SubscriptionReading &subscription, const KnownTerms &known, std::int64_t at,
    const std::optional<std::string> &customerDiscount)
{
    return Pricing(subscription, known, at).run(customerDiscount);
}

} // namespace billhook::stripe
