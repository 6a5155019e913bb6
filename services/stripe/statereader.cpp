#include "services/stripe/statereader.h"

#include <algorithm>

namespace billhook::stripe {

namespace {

/** The fields of the period where previous_attributes give one for an item. */
void addListedPeriods(std::vector<std::string> &fields, JsonView previousItems)
{
    for (std::size_t index = 0; index < previousItems.size(); ++index) {
        for (const auto *field : { "current_period_start", "current_period_end" }) {
            if (!previousItems.at(index)[field].isNothing()) {
                fields.emplace_back(field);
            }
        }
    }
}

/** Our names for one of Stripe's keys: mostly the same. */
void addFieldsOf(std::string_view key, const ObjectType &type, std::vector<std::string> &fields)
{
    bool isRenamed = false;
    for (const auto &renaming : type.renamings) {
        if (renaming.key == key) {
            fields.emplace_back(renaming.field);
            isRenamed = true;
        }
    }
    if (!isRenamed) {
        fields.emplace_back(key);
    }
}

} // namespace

JsonView couponOf(JsonView discount)
{
    const auto direct = discount["coupon"];
    return direct.isNothing() ? discount["source"]["coupon"] : direct;
}

domain::Result<domain::State> readCouponTerms(JsonView coupon)
{
    StateBuilder state;
    readTermsOfCoupon(state, coupon);
    return state.finish();
}

domain::Result<domain::State> readState(const ObjectType &type, JsonView object)
{
    StateBuilder state;
    type.read(state, object);
    return state.finish();
}

std::vector<std::string> listedFields(const ObjectType &type, JsonView previous)
{
    std::vector<std::string> fields;
    for (std::size_t index = 0; index < previous.size(); ++index) {
        addFieldsOf(previous.at(index).key(), type, fields);
    }
    addListedPeriods(fields, previous["items"]["data"]);
    std::sort(fields.begin(), fields.end());
    fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
    return fields;
}

} // namespace billhook::stripe
