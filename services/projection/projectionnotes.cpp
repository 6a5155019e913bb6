// What a batch leaves behind besides figures: what amounts wait for, and what they leave out.
#include "services/postgres/pipeline.h"
#include "services/projection/projectionrun.h"
#include "services/projection/warnings.h"

#include <utility>

namespace billhook::projection {

using domain::ObjectKind;
using domain::Result;

Result<void> Projection::Run::writeWaits()
{
    if (m_histories.empty()) {
        return {};
    }
    postgres::Texts subscriptions;
    postgres::Texts waiting;
    postgres::Texts customers;
    postgres::Integers kinds;
    postgres::Texts waits;
    for (const auto &[id, history] : m_histories) {
        subscriptions.emplace_back(id);
        for (const auto &wait : history.waits) {
            waiting.emplace_back(id);
            customers.emplace_back(customerOf(id));
            kinds.emplace_back(static_cast<std::int64_t>(wait.kind));
            waits.emplace_back(wait.id);
        }
    }
    return command("projection/replace_waits",
        postgres::Parameters()
            .texts(subscriptions)
            .texts(waiting)
            .texts(customers)
            .bigints(kinds)
            .texts(waits));
}

Result<void> Projection::Run::writeWarnings()
{
    auto objects = m_touched;
    std::vector<Warning> wanted;
    for (const auto &[id, history] : m_histories) {
        objects.insert({ ObjectKind::Subscription, id });
        const auto found = amountWarnings(id, customerOf(id), history);
        wanted.insert(wanted.end(), found.begin(), found.end());
    }
    for (const auto &key : objects) {
        if (const auto timeline = m_timelines.find(key); timeline != m_timelines.end()) {
            const auto found = gapWarnings(key, m_facts[key].customer(), timeline->second);
            wanted.insert(wanted.end(), found.begin(), found.end());
        }
    }
    return replaceWarnings(m_pipeline, objects, wanted, m_known);
}

} // namespace billhook::projection
