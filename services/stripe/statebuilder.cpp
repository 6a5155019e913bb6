#include "services/stripe/statebuilder.h"

#include "models/domain/decimal.h"
#include "services/stripe/canonicaljson.h"

#include <charconv>
#include <utility>

namespace billhook::stripe {

namespace {

constexpr std::int64_t endOfYear9999 = 253'402'300'799;

} // namespace

std::optional<std::string> idOf(JsonView value)
{
    const auto named = value.isObject() ? value["id"] : value;
    if (!named.isString() || named.text().empty()) {
        return std::nullopt;
    }
    return std::string(named.text());
}

std::optional<std::string> discountIdOf(JsonView discount)
{
    auto id = idOf(discount);
    for (const auto *owner : { "subscription_item", "subscription", "customer" }) {
        id = id || !discount.isObject() ? id : idOf(discount[owner]);
    }
    return id;
}

std::optional<std::int64_t> integerOf(JsonView value)
{
    if (value.kind() != JsonKind::Number) {
        return std::nullopt;
    }
    const auto text = value.text();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

std::optional<std::int64_t> instantOf(JsonView value)
{
    const auto seconds = integerOf(value);
    return seconds && *seconds >= 0 && *seconds <= endOfYear9999 ? seconds : std::nullopt;
}

void StateBuilder::fail(std::string_view field)
{
    if (m_wrong.empty() && !m_isLenient) {
        m_wrong = field;
    }
}

void StateBuilder::raw(std::string_view field, std::string canonical)
{
    m_state.fields.insertOrAssign(std::string(field), std::move(canonical));
}

void StateBuilder::text(std::string_view field, JsonView value)
{
    if (value.isString()) {
        raw(field, canonicalString(value.text()));
    } else if (!value.isNothing()) {
        fail(field);
    }
}

void StateBuilder::integer(std::string_view field, JsonView value)
{
    if (const auto number = integerOf(value)) {
        raw(field, std::to_string(*number));
    } else if (!value.isNothing()) {
        fail(field);
    }
}

void StateBuilder::instant(std::string_view field, JsonView value)
{
    if (const auto seconds = instantOf(value)) {
        raw(field, std::to_string(*seconds));
    } else if (!value.isNothing()) {
        fail(field);
    }
}

void StateBuilder::boolean(std::string_view field, JsonView value)
{
    if (value.kind() == JsonKind::Boolean) {
        raw(field, std::string(value.text()));
    } else if (!value.isNothing()) {
        fail(field);
    }
}

void StateBuilder::decimal(std::string_view field, JsonView value)
{
    if (value.isNothing()) {
        return;
    }
    const bool written = value.isString() || value.kind() == JsonKind::Number;
    const auto number = written ? domain::parseDecimal(value.text()) : std::nullopt;
    if (number) {
        raw(field, canonicalString(domain::decimalText(*number)));
    } else {
        fail(field);
    }
}

void StateBuilder::id(std::string_view field, JsonView value)
{
    if (const auto id = idOf(value)) {
        raw(field, canonicalString(*id));
    } else if (!value.isNothing() && !(value.isString() && value.text().empty())) {
        fail(field);
    }
}

void StateBuilder::discount(std::string_view field, JsonView value)
{
    if (const auto id = discountIdOf(value)) {
        raw(field, canonicalString(*id));
    } else if (!value.isNothing() && !(value.isString() && value.text().empty())) {
        fail(field);
    }
}

void StateBuilder::hash(std::string_view field, JsonView value)
{
    if (value.isNothing()) {
        return;
    }
    const bool isEmptyArray = value.isArray() && value.size() == 0; // as PHP writes an empty hash
    if (!value.isObject() && !isEmptyArray) {
        fail(field);
        return;
    }
    std::string out = "{";
    for (std::size_t index = 0; index < value.size(); ++index) {
        const auto member = value.at(index);
        if (member.isNothing()) {
            continue;
        }
        if (out.size() > 1) {
            out.push_back(',');
        }
        out.append(canonicalString(member.key())).append(":").append(canonicalText(member));
    }
    out.push_back('}');
    raw(field, std::move(out));
}

void StateBuilder::json(std::string_view field, JsonView value)
{
    if (value.isObject() || value.isArray()) {
        raw(field, canonicalText(value));
    } else if (!value.isNothing()) {
        fail(field);
    }
}

domain::Result<domain::State> StateBuilder::finish()
{
    if (failed()) {
        return domain::Error{ domain::ErrorKind::InvalidInput, "unreadable_object",
            "The object cannot be read: its field " + m_wrong + " has a wrong type.", {} };
    }
    return std::move(m_state);
}

} // namespace billhook::stripe
