#include "services/sandbox/objects/subscriptionfields.h"

#include "services/sandbox/objects/documents.h"

namespace billhook::sandbox {

namespace {

const std::vector<std::string> prorationBehaviors{ "always_invoice", "create_prorations", "none" };

Field textOrHash(const std::string &name, const std::vector<Field> &fields)
{
    return { .name = name, .type = FieldType::TextOrHash, .fields = fields };
}

Field priceData()
{
    return hashField("price_data",
        { textField("currency"), textField("product"), integerField("unit_amount"),
            { .name = "unit_amount_decimal", .type = FieldType::Decimal },
            hashField("recurring",
                { choiceField("interval", { "day", "week", "month", "year" }),
                    { .name = "interval_count", .type = FieldType::Integer, .least = 1 } }),
            choiceField("tax_behavior", { "exclusive", "inclusive", "unspecified" }) });
}

Field cancellationDetails()
{
    return hashField("cancellation_details",
        { textField("comment"),
            choiceField("feedback",
                { "customer_service", "low_quality", "missing_features", "other", "switched_service",
                    "too_complex", "too_expensive", "unused" }) });
}

void addTerms(std::vector<Field> &fields)
{
    const std::vector<Field> add{ choiceField(
                                      "collection_method", { "charge_automatically", "send_invoice" }),
        integerField("days_until_due"), textField("default_payment_method"), textField("default_source"),
        textField("description"), metadataField(), flagField("off_session"),
        choiceField("payment_behavior",
            { "allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete" }),
        hashField("payment_settings",
            { { .name = "payment_method_types", .type = FieldType::TextList },
                choiceField("save_default_payment_method", { "off", "on_subscription" }) }),
        choiceField("proration_behavior", prorationBehaviors), cancellationDetails(),
        hashField("invoice_settings", { hashField("issuer", { textField("type") }) }),
        hashField("automatic_tax", { flagField("enabled") }) };
    fields.insert(fields.end(), add.begin(), add.end());
}

} // namespace

std::vector<Field> discountFields()
{
    return { textField("coupon"), textField("discount"), textField("promotion_code") };
}

std::vector<Field> itemFields()
{
    return { textField("id"), textField("price"), textField("plan"), priceData(),
        { .name = "quantity", .type = FieldType::Integer }, flagField("deleted"), flagField("clear_usage"),
        metadataField(), { .name = "discounts", .type = FieldType::HashList, .fields = discountFields() } };
}

std::vector<Field> subscriptionFields()
{
    const std::vector<Field> addItem{ textField("price"), integerField("quantity"), priceData(),
        { .name = "discounts", .type = FieldType::HashList, .fields = discountFields() } };
    std::vector<Field> fields{ { .name = "customer", .use = Use::Create, .required = true },
        { .name = "items", .type = FieldType::HashList, .fields = itemFields() },
        { .name = "add_invoice_items", .type = FieldType::HashList, .fields = addItem },
        textOrHash("billing_cycle_anchor", { choiceField("type", { "now", "unchanged" }) }),
        { .name = "billing_cycle_anchor_config",
            .type = FieldType::Hash,
            .use = Use::Create,
            .fields = { integerField("day_of_month"), integerField("hour"), integerField("minute"),
                integerField("month"), integerField("second") } },
        hashField("billing_mode",
            { choiceField("type", { "classic", "flexible" }),
                hashField("flexible", { choiceField("proration_discounts", { "included", "itemized" }) }) },
            Use::Create),
        integerField("backdate_start_date", Use::Create), textField("currency", Use::Create),
        textField("coupon"), { .name = "discounts", .type = FieldType::HashList, .fields = discountFields() },
        textField("cancel_at"), flagField("cancel_at_period_end"),
        hashField("pause_collection",
            { { .name = "behavior",
                  .type = FieldType::Choice,
                  .required = true,
                  .choices = { "keep_as_draft", "mark_uncollectible", "void" } },
                integerField("resumes_at") },
            Use::Update),
        integerField("proration_date", Use::Update), textField("trial_end"),
        { .name = "trial_period_days", .type = FieldType::Integer, .use = Use::Create, .greatest = 730 },
        flagField("trial_from_plan"),
        hashField("trial_settings",
            { hashField("end_behavior",
                { choiceField("missing_payment_method", { "cancel", "create_invoice", "pause" }),
                    choiceField("billing_cycle_anchor", { "now", "unchanged" }) }) }) };
    addTerms(fields);
    return fields;
}

std::vector<Field> cancelFields()
{
    return { flagField("invoice_now"), flagField("prorate"), cancellationDetails() };
}

std::vector<Field> pauseFields()
{
    return { choiceField("type", { "subscription" }),
        choiceField("invoicing_behavior", { "invoice", "pending_invoice_item" }),
        hashField("bill_for",
            { hashField("unused_time_from",
                  { choiceField("type", { "item_current_period_start", "none", "now" }) }),
                hashField("outstanding_usage_through", { choiceField("type", { "none", "now" }) }) }) };
}

std::vector<Field> resumeFields()
{
    return { choiceField("billing_cycle_anchor", { "now", "unchanged" }),
        choiceField("proration_behavior", prorationBehaviors), integerField("proration_date"),
        textField("payment_behavior") };
}

} // namespace billhook::sandbox
