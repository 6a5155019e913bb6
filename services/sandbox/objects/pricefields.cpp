#include "services/sandbox/objects/pricefields.h"

#include "services/sandbox/objects/prices.h"

#include <algorithm>
#include <iterator>

namespace billhook::sandbox {

namespace {

std::vector<Field> recurringFields()
{
    return { { .name = "interval",
                 .type = FieldType::Choice,
                 .required = true,
                 .choices = { "day", "month", "week", "year" },
                 .clearable = false },
        { .name = "interval_count", .type = FieldType::Integer, .least = 1, .greatest = 1'095 },
        { .name = "usage_type", .type = FieldType::Choice, .choices = { "licensed", "metered" } },
        { .name = "meter", .longest = 255 },
        { .name = "trial_period_days", .type = FieldType::Integer, .greatest = 730 },
        { .name = "aggregate_usage",
            .type = FieldType::Choice,
            .choices = { "last_during_period", "last_ever", "max", "sum" } } };
}

std::vector<Field> currencyOptionFields()
{
    return { { .name = "unit_amount", .type = FieldType::Integer },
        { .name = "unit_amount_decimal", .type = FieldType::Decimal },
        { .name = "tax_behavior",
            .type = FieldType::Choice,
            .choices = { "exclusive", "inclusive", "unspecified" } },
        { .name = "tiers", .type = FieldType::HashList, .fields = tierFields() } };
}

std::vector<Field> productDataFields()
{
    return { { .name = "name", .required = true, .clearable = false }, { .name = "id", .longest = 255 },
        { .name = "active", .type = FieldType::Boolean }, { .name = "metadata", .type = FieldType::Metadata },
        { .name = "statement_descriptor", .longest = 22 }, { .name = "tax_code", .longest = 255 },
        { .name = "unit_label", .longest = 12 } };
}

std::vector<Field> customAmountFields()
{
    return { { .name = "enabled", .type = FieldType::Boolean, .required = true, .clearable = false },
        { .name = "maximum", .type = FieldType::Integer }, { .name = "minimum", .type = FieldType::Integer },
        { .name = "preset", .type = FieldType::Integer } };
}

} // namespace

std::vector<Field> tierFields()
{
    return { { .name = "up_to", .required = true, .longest = 19, .clearable = false },
        { .name = "unit_amount", .type = FieldType::Integer },
        { .name = "unit_amount_decimal", .type = FieldType::Decimal },
        { .name = "flat_amount", .type = FieldType::Integer },
        { .name = "flat_amount_decimal", .type = FieldType::Decimal } };
}

std::vector<Field> nestedPriceFields()
{
    return { { .name = "currency", .use = Use::Create, .required = true, .longest = 3, .clearable = false },
        { .name = "unit_amount", .type = FieldType::Integer, .use = Use::Create, .clearable = false },
        { .name = "unit_amount_decimal", .type = FieldType::Decimal, .use = Use::Create, .clearable = false },
        { .name = "recurring", .type = FieldType::Hash, .use = Use::Create, .fields = recurringFields() },
        { .name = "tax_behavior",
            .type = FieldType::Choice,
            .choices = { "exclusive", "inclusive", "unspecified" } },
        { .name = "metadata", .type = FieldType::Metadata },
        { .name = "custom_unit_amount",
            .type = FieldType::Hash,
            .use = Use::Create,
            .fields = customAmountFields() },
        { .name = "currency_options", .type = FieldType::HashMap, .fields = currencyOptionFields() } };
}

std::vector<Field> priceFields()
{
    auto fields = nestedPriceFields();
    const std::vector<Field> quantity{
        { .name = "divide_by", .type = FieldType::Integer, .required = true, .least = 1, .clearable = false },
        { .name = "round",
            .type = FieldType::Choice,
            .required = true,
            .choices = { "down", "up" },
            .clearable = false }
    };
    std::vector<Field> own{ { .name = "active", .type = FieldType::Boolean, .clearable = false },
        { .name = "nickname" }, { .name = "lookup_key", .longest = 200 },
        { .name = "transfer_lookup_key", .type = FieldType::Boolean, .clearable = false },
        { .name = "product", .use = Use::Create, .longest = 255, .clearable = false },
        { .name = "product_data",
            .type = FieldType::Hash,
            .use = Use::Create,
            .fields = productDataFields() },
        { .name = "billing_scheme",
            .type = FieldType::Choice,
            .use = Use::Create,
            .choices = { "per_unit", "tiered" } },
        { .name = "tiers", .type = FieldType::HashList, .use = Use::Create, .fields = tierFields() },
        { .name = "tiers_mode",
            .type = FieldType::Choice,
            .use = Use::Create,
            .choices = { "graduated", "volume" } },
        { .name = "transform_quantity", .type = FieldType::Hash, .use = Use::Create, .fields = quantity } };
    std::move(own.begin(), own.end(), std::back_inserter(fields));
    return fields;
}

} // namespace billhook::sandbox
