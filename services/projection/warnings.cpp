#include "services/projection/warnings.h"

#include "models/analytics/pricing.h"
#include "services/postgres/pipeline.h"
#include "services/stripe/objecttype.h"

#include <algorithm>
#include <utility>

namespace billhook::projection {

namespace {

std::string namesOf(const std::set<domain::ObjectKey> &objects)
{
    std::string text;
    for (const auto &key : objects) {
        text.append(text.empty() ? "" : " ").append(stripe::keyText(key));
    }
    return text;
}

} // namespace

std::vector<Warning> gapWarnings(const domain::ObjectKey &object, const std::string &customer,
    std::span<const analytics::TimelineEntry> timeline)
{
    const auto found = std::find_if(
        timeline.begin(), timeline.end(), [](const analytics::TimelineEntry &entry) { return entry.gap; });
    if (found == timeline.end()) {
        return {};
    }
    return { { object, customer, "gap", found->eventId } };
}

std::vector<Warning> amountWarnings(
    const std::string &subscription, const std::string &customer, const SubscriptionHistory &history)
{
    if (history.contribution.known) {
        return {};
    }
    const domain::ObjectKey object{ domain::ObjectKind::Subscription, subscription };
    const auto &status = history.head.status;
    if (!analytics::isKnownStatus(status)) {
        return { { object, customer, "status_unknown", status } };
    }
    return { { object, customer, "amount_unknown", namesOf(history.waits) } };
}

domain::Result<void> replaceWarnings(postgres::Pipeline &pipeline, const Keys &objects,
    const std::vector<Warning> &wanted, const std::string &known)
{
    const KeyColumns replaced(objects);
    if (wanted.empty()) {
        return pipeline.post(
            "projection/delete_warnings", postgres::Parameters().bigints(replaced.kinds).texts(replaced.ids));
    }
    const auto kind = [](const Warning &row) { return static_cast<std::int64_t>(row.object.kind); };
    const auto customer = [](const Warning &row) {
        return row.customerId.empty() ? std::nullopt : std::optional(row.customerId);
    };
    postgres::Parameters rows;
    rows.bigints(replaced.kinds)
        .texts(replaced.ids)
        .bigints(postgres::integers(wanted, kind))
        .texts(postgres::texts(wanted, [](const Warning &row) { return row.object.id; }))
        .texts(postgres::texts(wanted, customer))
        .texts(postgres::texts(wanted, &Warning::warning))
        .texts(postgres::texts(wanted, &Warning::detail))
        .text(known);
    return pipeline.post("projection/replace_warnings", rows);
}

domain::Result<std::vector<Warning>> takeUntold(
    postgres::Pipeline &pipeline, std::chrono::seconds quiet, std::int64_t most)
{
    const auto rows
        = pipeline.run("projection/take_untold", postgres::Parameters().bigint(quiet.count()).bigint(most));
    if (!rows) {
        return rows.error();
    }
    std::vector<Warning> untold;
    untold.reserve(static_cast<std::size_t>(rows->count()));
    for (int row = 0; row < rows->count(); ++row) {
        untold.push_back(
            { { static_cast<domain::ObjectKind>(rows->integer(row, 0)), std::string(rows->text(row, 1)) },
                std::string(rows->text(row, 2)), std::string(rows->text(row, 3)),
                std::string(rows->text(row, 4)) });
    }
    return untold;
}

} // namespace billhook::projection
