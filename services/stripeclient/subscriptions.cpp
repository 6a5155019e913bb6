#include "services/stripeclient/subscriptions.h"

namespace billhook::stripeclient {

namespace {

/** Adds parameters, each below `outer` where there is one. */
class Nested final
{
public:
    Nested(Form &form, std::string outer)
        : m_form(form)
        , m_outer(std::move(outer))
    { }

    /** cancellation_details[comment], or outer[cancellation_details][comment]. */
    std::string named(const std::string &name) const
    {
        if (m_outer.empty()) {
            return name;
        }
        const auto bracket = name.find('[');
        return bracket == std::string::npos
            ? m_outer + "[" + name + "]"
            : m_outer + "[" + name.substr(0, bracket) + "]" + name.substr(bracket);
    }

    void text(const std::string &name, const std::optional<std::string> &value)
    {
        if (value) {
            m_form.text(named(name), *value);
        }
    }

    void integer(const std::string &name, const std::optional<std::int64_t> &value)
    {
        if (value) {
            m_form.integer(named(name), *value);
        }
    }

    void items(const std::vector<ItemChange> &items)
    {
        for (std::size_t i = 0; i < items.size(); ++i) {
            const auto entry = "items[" + std::to_string(i) + "]";
            text(entry + "[id]", items[i].id);
            text(entry + "[price]", items[i].price);
            integer(entry + "[quantity]", items[i].quantity);
            if (items[i].deleted) {
                m_form.flag(named(entry + "[deleted]"), true);
            }
        }
    }

    void coupon(const std::optional<std::string> &coupon)
    {
        if (coupon && coupon->empty()) {
            m_form.text(named("discounts"), "");
        } else {
            text("discounts[0][coupon]", coupon);
        }
    }

private:
    Form &m_form;
    std::string m_outer;
};

void addPause(Nested &form, const SubscriptionChange &change)
{
    if (change.pauseCollection && change.pauseCollection->empty()) {
        form.text("pause_collection", "");
        return;
    }
    form.text("pause_collection[behavior]", change.pauseCollection);
    form.integer("pause_collection[resumes_at]", change.pauseResumesAt);
}

Form formOf(const SubscriptionChange &change)
{
    Form form;
    Nested nested(form, "");
    nested.items(change.items);
    if (change.cancelAtPeriodEnd) {
        form.flag("cancel_at_period_end", *change.cancelAtPeriodEnd);
    }
    nested.text("cancel_at", change.cancelAt);
    nested.coupon(change.coupon);
    nested.text("default_payment_method", change.defaultPaymentMethod);
    nested.text("trial_end", change.trialEnd);
    addPause(nested, change);
    nested.text("proration_behavior", change.prorationBehavior);
    nested.integer("proration_date", change.prorationDate);
    nested.text("payment_behavior", change.paymentBehavior);
    nested.text("cancellation_details[feedback]", change.feedback);
    nested.text("cancellation_details[comment]", change.comment);
    form.metadata(change.metadata);
    return form;
}

} // namespace

Request createSubscription(const NewSubscription &subscription, std::string idempotencyKey)
{
    Form form;
    Nested nested(form, "");
    form.text("customer", subscription.customer);
    nested.items(subscription.items);
    nested.text("default_payment_method", subscription.defaultPaymentMethod);
    nested.coupon(subscription.coupon);
    if (subscription.trialDays) {
        form.integer("trial_period_days", *subscription.trialDays);
    }
    nested.text("payment_behavior", subscription.paymentBehavior);
    form.metadata(subscription.metadata);
    return { Method::Post, "/v1/subscriptions", {}, form, std::move(idempotencyKey) };
}

Request updateSubscription(std::string id, const SubscriptionChange &change, std::string idempotencyKey)
{
    return { Method::Post, "/v1/subscriptions/{id}", std::move(id), formOf(change),
        std::move(idempotencyKey) };
}

Request cancelSubscription(std::string id, const Cancellation &cancellation)
{
    Form form;
    Nested nested(form, "");
    if (cancellation.invoiceNow) {
        form.flag("invoice_now", true);
    }
    if (cancellation.prorate) {
        form.flag("prorate", true);
    }
    nested.text("cancellation_details[feedback]", cancellation.feedback);
    nested.text("cancellation_details[comment]", cancellation.comment);
    return { Method::Delete, "/v1/subscriptions/{id}", std::move(id), form };
}

Request pauseSubscription(std::string id, std::string idempotencyKey)
{
    return { Method::Post, "/v1/subscriptions/{id}/pause", std::move(id), {}, std::move(idempotencyKey) };
}

Request resumeSubscription(std::string id, std::string billingCycleAnchor, std::string idempotencyKey)
{
    return { Method::Post, "/v1/subscriptions/{id}/resume", std::move(id),
        Form().text("billing_cycle_anchor", std::move(billingCycleAnchor)), std::move(idempotencyKey) };
}

Request retrieveSubscription(std::string id)
{
    return { Method::Get, "/v1/subscriptions/{id}", std::move(id) };
}

Request listSubscriptions(const SubscriptionFilter &filter)
{
    Form form;
    Nested nested(form, "");
    nested.text("customer", filter.customer);
    nested.text("price", filter.price);
    form.text("status", filter.status).integer("limit", filter.limit);
    return { Method::Get, "/v1/subscriptions", {}, form };
}

Request previewChange(
    const std::string &subscription, const SubscriptionChange &change, std::string idempotencyKey)
{
    Form form;
    form.text("subscription", subscription);
    Nested nested(form, "subscription_details");
    nested.items(change.items);
    nested.text("proration_behavior", change.prorationBehavior);
    nested.integer("proration_date", change.prorationDate);
    nested.text("trial_end", change.trialEnd);
    return { Method::Post, "/v1/invoices/create_preview", {}, form, std::move(idempotencyKey) };
}

Request scheduleFromSubscription(std::string subscription, std::string idempotencyKey)
{
    return { Method::Post, "/v1/subscription_schedules", {},
        Form().text("from_subscription", std::move(subscription)), std::move(idempotencyKey) };
}

Request updateSchedule(std::string id, const std::vector<SchedulePhase> &phases, std::string idempotencyKey)
{
    Form form;
    Nested nested(form, "");
    form.text("end_behavior", "release");
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const auto phase = "phases[" + std::to_string(i) + "]";
        form.text(phase + "[items][0][price]", phases[i].price);
        form.integer(phase + "[items][0][quantity]", phases[i].quantity);
        nested.integer(phase + "[start_date]", phases[i].start);
        nested.integer(phase + "[end_date]", phases[i].end);
    }
    return { Method::Post, "/v1/subscription_schedules/{id}", std::move(id), form,
        std::move(idempotencyKey) };
}

Request releaseSchedule(std::string id, std::string idempotencyKey)
{
    return { Method::Post, "/v1/subscription_schedules/{id}/release", std::move(id), {},
        std::move(idempotencyKey) };
}

Request createPortalSession(std::string customer, std::string returnUrl, std::string idempotencyKey)
{
    Form form;
    form.text("customer", std::move(customer)).text("return_url", std::move(returnUrl));
    return { Method::Post, "/v1/billing_portal/sessions", {}, form, std::move(idempotencyKey) };
}

} // namespace billhook::stripeclient
