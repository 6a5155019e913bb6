#pragma once

#include "services/stripeclient/request.h"

#include <optional>
#include <string>
#include <vector>

namespace billhook::stripeclient {

/** One entry of `items`: with an id it changes that item, without one it adds one. */
struct ItemChange
{
    std::optional<std::string> id{};
    std::optional<std::string> price{};
    std::optional<std::int64_t> quantity{}; ///< never of a metered price
    bool deleted = false;
};

struct NewSubscription
{
    std::string customer;
    std::vector<ItemChange> items;
    std::optional<std::string> defaultPaymentMethod{};
    std::optional<std::string> coupon{};
    std::optional<int> trialDays{};
    std::optional<std::string>
        paymentBehavior{}; ///< allow_incomplete, default_incomplete, error_if_incomplete
    Metadata metadata{};
};

/** What is to be set; what is absent stays as it is. Instants are seconds since 1970. */
struct SubscriptionChange
{
    std::vector<ItemChange> items{};
    std::optional<bool> cancelAtPeriodEnd{};
    std::optional<std::string> cancelAt{}; ///< seconds, min_period_end, max_period_end; "" undoes it
    std::optional<std::string> coupon{}; ///< takes the place of all discounts; "" clears them
    std::optional<std::string> defaultPaymentMethod{};
    std::optional<std::string> trialEnd{}; ///< seconds, or now
    std::optional<std::string> pauseCollection{}; ///< keep_as_draft, mark_uncollectible, void; "" ends it
    std::optional<std::int64_t> pauseResumesAt{};
    std::optional<std::string> prorationBehavior{}; ///< create_prorations, always_invoice, none
    std::optional<std::int64_t> prorationDate{};
    std::optional<std::string> paymentBehavior{};
    std::optional<std::string> feedback{}; ///< why somebody leaves, in Stripe's words
    std::optional<std::string> comment{};
    Metadata metadata{};
};

struct Cancellation
{
    bool invoiceNow = false;
    bool prorate = false;
    std::optional<std::string> feedback{};
    std::optional<std::string> comment{};
};

struct SubscriptionFilter
{
    std::optional<std::string> customer{};
    std::optional<std::string> price{};
    std::string status = "all"; ///< without it Stripe hides canceled ones
    int limit = 100;
};

Request createSubscription(const NewSubscription &subscription, std::string idempotencyKey);
Request updateSubscription(std::string id, const SubscriptionChange &change, std::string idempotencyKey);
Request cancelSubscription(std::string id, const Cancellation &cancellation); ///< at once
Request pauseSubscription(std::string id, std::string idempotencyKey);
Request resumeSubscription(std::string id, std::string billingCycleAnchor, std::string idempotencyKey);
Request retrieveSubscription(std::string id);
Request listSubscriptions(const SubscriptionFilter &filter);

/** The invoice that a change would lead to; nothing changes. */
Request previewChange(
    const std::string &subscription, const SubscriptionChange &change, std::string idempotencyKey);

/** "Change at renewal": a schedule that takes the subscription over, then its phases. */
Request scheduleFromSubscription(std::string subscription, std::string idempotencyKey);
struct SchedulePhase
{
    std::string price;
    std::int64_t quantity = 1;
    std::optional<std::int64_t> start{};
    std::optional<std::int64_t> end{};
};
Request updateSchedule(
    std::string id, const std::vector<SchedulePhase> &phases, std::string idempotencyKey); ///< then released
Request releaseSchedule(std::string id, std::string idempotencyKey);

Request createPortalSession(std::string customer, std::string returnUrl, std::string idempotencyKey);

} // namespace billhook::stripeclient
