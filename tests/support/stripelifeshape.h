#pragma once

#include "tests/support/seededrandom.h"

#include <QJsonObject>

#include <cstdint>
#include <string>
#include <vector>

namespace billhook::support {

inline constexpr std::int64_t lifeDay = 86400; ///< seconds
inline constexpr int lifePrices = 5; ///< that items may have

struct LifeItem
{
    std::string id;
    int price = 0; ///< below lifePrices
    std::int64_t quantity = 1;

    bool operator==(const LifeItem &) const = default;
};

/** What a script plays with. Instants are UTC seconds, 0 = none. */
struct StripeLife
{
    std::string id;
    std::string status = "active";
    std::vector<LifeItem> items;
    std::int64_t note = 0;
    std::int64_t invoice = 0;
    bool hasDiscount = false;
    bool cancelAtPeriodEnd = false;
    std::int64_t created = 0;
    std::int64_t periodStart = 0;
    std::int64_t trialEnd = 0;
    std::int64_t endedAt = 0;

    bool operator==(const StripeLife &) const = default;
};

/** The subscription as Stripe writes it since 2025-03-31.basil, or as it did before. */
QJsonObject objectOf(const StripeLife &life, bool isModern);

/** As Stripe writes them: changed keys only, hashes by their changed keys, lists whole. */
QJsonObject previousAttributes(const QJsonObject &before, const QJsonObject &after);

/** The same with some of it left out: keys, and parts of items. */
QJsonObject thinned(QJsonObject previous, SeededRandom &random);

} // namespace billhook::support
