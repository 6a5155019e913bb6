#include "services/stripe/objecttype.h"

#include <algorithm>
#include <array>

namespace billhook::stripe {

// One file each.
extern const ObjectType customerType;
extern const ObjectType productType;
extern const ObjectType priceType;
extern const ObjectType couponType;
extern const ObjectType discountType;
extern const ObjectType paymentMethodType;
extern const ObjectType subscriptionType;
extern const ObjectType invoiceType;
extern const ObjectType paymentFailureType;

namespace {

constexpr std::array types{ &customerType, &productType, &priceType, &couponType, &discountType,
    &paymentMethodType, &subscriptionType, &invoiceType, &paymentFailureType };

bool matches(std::string_view pattern, std::string_view type)
{
    if (!pattern.ends_with('*')) {
        return pattern == type;
    }
    const auto prefix = pattern.substr(0, pattern.size() - 1);
    return type.starts_with(prefix) && type.find('.', prefix.size()) == std::string_view::npos;
}

} // namespace

std::span<const ObjectType *const> objectTypes()
{
    return types;
}

const ObjectType &objectType(domain::ObjectKind kind)
{
    return **std::find_if(
        types.begin(), types.end(), [kind](const ObjectType *type) { return type->kind == kind; });
}

std::optional<EventMeaning> meaningOf(std::string_view eventType)
{
    if (eventType == "invoice.upcoming") {
        return std::nullopt; // its invoice does not exist yet and has no id
    }
    for (const auto *type : types) {
        const auto found = std::find_if(type->events.begin(), type->events.end(),
            [eventType](const EventName &name) { return matches(name.type, eventType); });
        if (found != type->events.end()) {
            return EventMeaning{ type, found->kind };
        }
    }
    return std::nullopt;
}

std::string_view objectNameOf(std::string_view eventType)
{
    const auto stem = eventType.substr(0, eventType.rfind('.'));
    return stem.substr(stem.rfind('.') + 1);
}

const ObjectType *typeNamed(std::string_view object)
{
    const auto found = std::find_if(types.begin(), types.end(), [object](const ObjectType *type) {
        return std::any_of(type->events.begin(), type->events.end(),
            [object](const EventName &name) { return objectNameOf(name.type) == object; });
    });
    return found == types.end() ? nullptr : *found;
}

std::string keyText(const domain::ObjectKey &key)
{
    return std::string(objectType(key.kind).object) + ':' + key.id;
}

} // namespace billhook::stripe
