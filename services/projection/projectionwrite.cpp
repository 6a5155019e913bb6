// The writing half of a batch: everything here happens under the locks, after all reading.
#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/projection/discountphases.h"
#include "services/projection/projectionrun.h"
#include "services/stripe/canonicaljson.h"
#include "services/stripe/jsonview.h"
#include "services/stripe/statebuilder.h"

#include <algorithm>
#include <array>
#include <utility>

namespace billhook::projection {

using domain::Area;
using domain::ObjectKind;
using domain::Result;

namespace {

/** The item that costs most names a subscription's plan; the first of equals, and the first where nothing is
 * known. */
std::size_t mainItem(const std::vector<std::optional<std::int64_t>> &amounts)
{
    const auto greatest = std::max_element(amounts.begin(), amounts.end());
    return greatest == amounts.end() ? 0 : static_cast<std::size_t>(greatest - amounts.begin());
}

} // namespace

const std::string &Projection::Run::customerOf(const std::string &subscription)
{
    return m_facts[{ ObjectKind::Subscription, subscription }].customer();
}

std::vector<DiscountStep> Projection::Run::stepsOf(const std::string &customer) const
{
    const auto objects = m_discounting.find(customer);
    if (objects == m_discounting.end()) {
        return {};
    }
    Timelines discounts;
    std::span<const analytics::TimelineEntry> own;
    for (const auto &key : objects->second) {
        const auto timeline = m_timelines.find(key);
        if (timeline == m_timelines.end()) {
            continue;
        }
        if (key.kind == ObjectKind::Customer) {
            own = timeline->second;
        } else {
            discounts.emplace(key, timeline->second);
        }
    }
    return discountSteps(own, discounts);
}

Result<void> Projection::Run::priceSubscriptions()
{
    Ids prices;
    Ids discounts;
    std::map<std::string, std::vector<DiscountStep>> steps;
    for (const auto &[key, object] : m_facts) {
        if (key.kind != ObjectKind::Subscription || !object.hasOwnEvidence()) {
            continue;
        }
        for (const auto &entry : m_timelines[key]) {
            const auto ownPrices = stripe::referredPrices(*entry.state);
            const auto ownDiscounts = stripe::referredDiscounts(*entry.state);
            prices.insert(ownPrices.begin(), ownPrices.end());
            discounts.insert(ownDiscounts.begin(), ownDiscounts.end());
        }
        const auto &found = steps.try_emplace(key.id, stepsOf(object.customer())).first->second;
        for (const auto &step : found) {
            if (step.discountId) {
                discounts.insert(*step.discountId);
            }
        }
    }
    const auto known
        = TermsStore(m_pipeline, m_timelines, m_facts).load(std::move(prices), std::move(discounts));
    if (!known) {
        return known.error();
    }
    for (const auto &[id, own] : steps) {
        const auto &timeline = m_timelines[{ ObjectKind::Subscription, id }];
        m_histories.emplace(id, subscriptionHistory(id, timeline, own, *known, m_owner.m_profile));
    }
    return {};
}

Result<void> Projection::Run::write()
{
    // What has to be read comes first, so that the database works while the rest is made.
    constexpr std::array steps{ &Run::listOrganizations, &Run::writeWarnings, &Run::writeRevenue,
        &Run::insertFacts, &Run::writeMirror, &Run::writeItems, &Run::writeWaits, &Run::writeCardsDue,
        &Run::renamePlans, &Run::refreshOrganizations };
    Result<void> done;
    for (const auto step : steps) {
        if (done) {
            done = (this->*step)();
        }
    }
    if (done) {
        noteAreas();
        done = command(
            "projection/raise_heads", postgres::Parameters().texts(postgres::textsOf(m_locks)).text(m_known));
    }
    return done ? m_pipeline.settle() : done;
}

Result<void> Projection::Run::insertFacts()
{
    return m_store.insert(m_new, m_known);
}

MirrorRow Projection::Run::mirrorRow(const domain::ObjectKey &key, const ObjectFacts &object) const
{
    MirrorRow row;
    row.id = key.id;
    const auto timeline = m_timelines.find(key);
    if (timeline == m_timelines.end() || timeline->second.empty()) {
        row.state = &object.embedded.rbegin()->second;
        row.stub = true;
        return row;
    }
    const auto &head = timeline->second.back();
    row.state = head.state;
    row.deleted = head.deleted && key.kind != ObjectKind::Subscription; // canceled ones stay
    row.quality = qualityText(head);
    row.eventId = head.eventId;
    row.eff = head.eff;
    if (key.kind == ObjectKind::Invoice) {
        row.derived.emplace("payment_failed", isAtRisk(*head.state) ? "true" : "false");
        if (const auto intent = m_paymentIntents.find(key.id); intent != m_paymentIntents.end()) {
            row.derived.emplace("payment_intent", intent->second);
        }
    } else if (key.kind == ObjectKind::Discount) {
        if (const auto phases = discountPhases(timeline->second); phases.size() > 1) {
            row.derived.emplace("phases", phasesText(phases));
        }
    } else if (key.kind == ObjectKind::Subscription) {
        deriveSubscription(row);
    }
    return row;
}

void Projection::Run::deriveSubscription(MirrorRow &row) const
{
    const auto &history = m_histories.find(row.id)->second;
    row.derived.emplace("annual", std::to_string(history.contribution.annual));
    row.derived.emplace("trial_annual", std::to_string(history.contribution.trialAnnual));
    row.derived.emplace("committed_annual", std::to_string(history.contribution.committedAnnual));
    row.derived.emplace("amount_known", history.contribution.known ? "true" : "false");
    if (history.head.items.empty()) {
        return;
    }
    const auto &main = history.head.items[mainItem(history.itemAmounts)];
    row.derived.emplace("main_quantity", std::to_string(main.quantity));
    row.derived.emplace("main_price", main.price.id);
    if (!main.price.productId.empty()) {
        row.derived.emplace("main_product", main.price.productId);
    }
}

Result<void> Projection::Run::writeMirror()
{
    Result<void> done;
    for (const auto *type : stripe::objectTypes()) {
        std::vector<MirrorRow> rows;
        for (const auto &[key, object] : m_facts) {
            const bool isConcerned = m_touched.contains(key)
                || (key.kind == ObjectKind::Subscription && m_concerned.contains(key.id));
            if (isConcerned && key.kind == type->kind && !object.ids.empty()) {
                rows.push_back(mirrorRow(key, object));
            }
        }
        if (done) {
            done = m_mirror.write(*type, std::move(rows));
        }
    }
    return done ? writeStubs() : done;
}

Result<void> Projection::Run::writeStubs()
{
    Result<void> done;
    for (const auto &[kind, ids] : m_referred) {
        std::vector<std::string> missing;
        for (const auto &id : ids) {
            const auto mark = stripe::keyText({ kind, id });
            if (!isTouched(kind, id) && !isRemembered('s', mark)) {
                missing.push_back(id);
            }
            m_owner.m_fresh.insert('s' + mark);
        }
        if (done) {
            done = m_mirror.addStubs(stripe::objectType(kind), missing);
        }
    }
    return done;
}

void Projection::Run::addItems(const std::string &id, std::vector<ItemRow> &items) const
{
    const auto &history = m_histories.find(id)->second;
    stripe::JsonTree tree;
    const auto &timeline = m_timelines.find({ ObjectKind::Subscription, id })->second;
    const auto list = tree.parse(timeline.back().state->raw("items"));
    for (std::size_t index = 0; list && index < list->size(); ++index) {
        const auto view = list->at(index);
        const auto &terms = history.head.items[index];
        ItemRow item;
        item.id = terms.id;
        item.subscriptionId = id;
        item.priceId = terms.price.id;
        item.productId = terms.price.productId;
        item.quantity = terms.quantity;
        item.periodStart = stripe::instantOf(view["current_period_start"]);
        item.periodEnd = stripe::instantOf(view["current_period_end"]);
        item.discounts = stripe::canonicalText(view["discounts"]);
        item.annual = history.itemAmounts[index];
        items.push_back(std::move(item));
    }
}

Result<void> Projection::Run::writeItems()
{
    std::vector<std::string> ids;
    std::vector<ItemRow> items;
    for (const auto &[id, history] : m_histories) {
        ids.push_back(id);
        addItems(id, items);
    }
    return m_mirror.writeItems(ids, items);
}

Result<void> Projection::Run::renamePlans()
{
    Ids renamed;
    for (const auto &key : m_touched) {
        const auto before = m_factsBefore.find(key);
        if (key.kind != ObjectKind::Product || before == m_factsBefore.end()) {
            continue;
        }
        const auto known = analytics::timeline(std::span(m_facts[key].facts).first(before->second), {});
        const auto name = m_timelines[key].back().state->raw("name");
        if (known.empty() || known.back().state->raw("name") != name) {
            renamed.insert(key.id);
        }
    }
    if (renamed.empty()) {
        return {};
    }
    const auto rows
        = m_pipeline.run("projection/rename_plans", postgres::Parameters().texts(postgres::textsOf(renamed)));
    if (!rows) {
        return rows.error();
    }
    for (int row = 0; row < rows->count(); ++row) {
        m_renamedCustomers.insert(std::string(rows->text(row, 0)));
    }
    return {};
}

void Projection::Run::addInvoiceSteps(CounterSteps &steps) const
{
    for (const auto &key : m_touched) {
        if (key.kind != ObjectKind::Invoice) {
            continue;
        }
        const auto &object = m_facts.find(key)->second;
        const auto before = m_factsBefore.find(key);
        std::vector<domain::Observation> seen;
        std::copy_if(object.observations.begin(), object.observations.end(), std::back_inserter(seen),
            [&](const domain::Observation &candidate) {
                return std::none_of(m_new.observations.begin(), m_new.observations.end(),
                    [&](const domain::Observation &fresh) { return fresh.id == candidate.id; });
            });
        const auto count = before == m_factsBefore.end() ? object.facts.size() : before->second;
        steps.addInvoice(analytics::timeline(std::span(object.facts).first(count), seen), Sign::Remove);
        steps.addInvoice(m_timelines.find(key)->second, Sign::Add);
    }
}

Result<void> Projection::Run::writeRevenue()
{
    std::map<std::string, SubscriptionRevisions> subscriptions;
    for (const auto &[id, history] : m_histories) {
        subscriptions.emplace(id, SubscriptionRevisions{ customerOf(id), history.revisions });
    }
    CounterSteps steps;
    addInvoiceSteps(steps);
    RevenueWriter writer(m_pipeline, m_known);
    if (!subscriptions.empty()) {
        const auto changed = writer.write(subscriptions, steps);
        if (!changed) {
            return changed.error();
        }
        if (!changed->empty()) {
            m_outcome.areas.insert(Area::Revenue);
        }
    }
    return writer.writeCounters(steps);
}

Result<void> Projection::Run::listOrganizations()
{
    Ids customers;
    for (const auto &key : m_touched) {
        if (key.kind == ObjectKind::Customer) {
            customers.insert(key.id);
        }
    }
    if (customers.empty()) {
        return {};
    }
    const auto rows = m_pipeline.run(
        "projection/list_organizations", postgres::Parameters().texts(postgres::textsOf(customers)));
    if (!rows) {
        return rows.error();
    }
    for (int row = 0; row < rows->count(); ++row) {
        m_organizations.insert(std::string(rows->text(row, 0)));
    }
    return {};
}

Result<void> Projection::Run::refreshOrganizations()
{
    Ids customers = m_renamedCustomers;
    for (const auto &key : m_touched) {
        if (key.kind == ObjectKind::Customer) {
            customers.insert(key.id);
        }
    }
    for (const auto &[id, history] : m_histories) {
        customers.insert(customerOf(id));
    }
    if (customers.empty()) {
        return {};
    }
    m_outcome.areas.insert(Area::Organizations);
    return command("projection/refresh_organizations",
        postgres::Parameters().texts(postgres::textsOf(m_organizations)).texts(postgres::textsOf(customers)));
}

void Projection::Run::noteAreas()
{
    for (const auto &key : m_touched) {
        m_outcome.areas.insert(stripe::objectType(key.kind).area);
    }
    if (!m_histories.empty()) {
        m_outcome.areas.insert(Area::Subscriptions);
    }
}

} // namespace billhook::projection
