#include "services/sandbox/engine/pricedamounts.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <QJsonArray>

#include <algorithm>
#include <limits>
#include <numeric>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

__extension__ using Wide = __int128; ///< amount times seconds, or times 10^12, fits

constexpr std::int64_t decimalPlaces = 1'000'000'000'000; ///< unit_amount_decimal has up to twelve

std::int64_t nearest(Wide dividend, Wide divisor)
{
    const bool negative = dividend < 0;
    const auto size = negative ? -dividend : dividend;
    const auto quotient = static_cast<std::int64_t>((size + divisor / 2) / divisor);
    return negative ? -quotient : quotient;
}

/** A decimal text in units of 10^-12. */
Wide scaled(const QString &decimal)
{
    const auto fraction = decimal.section(u'.', 1).leftJustified(12, u'0', true);
    return Wide(decimal.section(u'.', 0, 0).toLongLong()) * decimalPlaces + fraction.toLongLong();
}

/** `name` of a price or tier, which holds its decimal form too where it has one. */
Wide scaledAmount(const QJsonObject &holder, const QString &name)
{
    const auto decimal = holder.value(name + u"_decimal"_s);
    return decimal.isString() ? scaled(decimal.toString())
                              : Wide(holder.value(name).toInteger()) * decimalPlaces;
}

std::int64_t endOf(const QJsonObject &tier)
{
    const auto end = tier.value(u"up_to"_s);
    return end.isDouble() ? end.toInteger() : std::numeric_limits<std::int64_t>::max();
}

Wide graduated(const QJsonArray &tiers, std::int64_t quantity)
{
    Wide amount = 0;
    std::int64_t billed = 0;
    for (const auto &entry : tiers) {
        const auto tier = entry.toObject();
        const auto until = std::min(quantity, endOf(tier));
        if (until > billed || quantity == 0) { // the first tier's flat amount is due for nothing, too
            amount += scaledAmount(tier, u"unit_amount"_s) * (until - billed)
                + scaledAmount(tier, u"flat_amount"_s);
            billed = until;
        }
        if (until == quantity) {
            break;
        }
    }
    return amount;
}

Wide byVolume(const QJsonArray &tiers, std::int64_t quantity)
{
    const auto tier = std::find_if(tiers.begin(), tiers.end(),
        [quantity](const QJsonValue &entry) { return quantity <= endOf(entry.toObject()); });
    if (tier == tiers.end()) {
        return 0;
    }
    const auto reached = tier->toObject();
    return scaledAmount(reached, u"unit_amount"_s) * quantity + scaledAmount(reached, u"flat_amount"_s);
}

std::int64_t packages(const QJsonObject &transform, std::int64_t quantity)
{
    const auto size = transform.value(u"divide_by"_s).toInteger(1);
    const bool up = transform.value(u"round"_s).toString() == u"up"_s;
    return (quantity + (up ? size - 1 : 0)) / size;
}

} // namespace

std::int64_t amountOf(const QJsonObject &price, std::int64_t quantity)
{
    const auto transform = price.value(u"transform_quantity"_s);
    const auto billed = transform.isObject() ? packages(transform.toObject(), quantity) : quantity;
    if (price.value(u"billing_scheme"_s).toString() != u"tiered"_s) {
        return nearest(scaledAmount(price, u"unit_amount"_s) * billed, decimalPlaces);
    }
    const auto tiers = price.value(u"tiers"_s).toArray();
    const bool volume = price.value(u"tiers_mode"_s).toString() == u"volume"_s;
    return nearest(volume ? byVolume(tiers, billed) : graduated(tiers, billed), decimalPlaces);
}

std::int64_t prorated(std::int64_t amount, Seconds part, Seconds whole)
{
    return whole <= 0 ? amount : nearest(Wide(amount) * part, whole);
}

std::int64_t percentageOf(std::int64_t amount, const QJsonValue &percent)
{
    const auto decimal = QString::number(percent.toDouble(), 'f', 12);
    return nearest(Wide(amount) * scaled(decimal), Wide(100) * decimalPlaces);
}

std::vector<std::int64_t> sharedOut(std::int64_t total, const std::vector<std::int64_t> &weights)
{
    const auto sum = std::accumulate(weights.begin(), weights.end(), Wide(0));
    std::vector<std::int64_t> shares;
    shares.reserve(weights.size());
    Wide passed = 0;
    std::int64_t given = 0;
    for (const auto weight : weights) { // each share ends where the whole up to it, rounded, ends
        passed += weight;
        const auto until = sum == 0 ? 0 : nearest(Wide(total) * passed, sum);
        shares.push_back(until - given);
        given = until;
    }
    return shares;
}

} // namespace billhook::sandbox
