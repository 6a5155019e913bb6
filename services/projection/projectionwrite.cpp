// The writing half of a batch: everything here happens under the locks, after all reading.
#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
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

/** In the order every projection writes them, so that rows without a lock of their own are taken in one
 * order. */
constexpr std::array kinds{ ObjectKind::Customer, ObjectKind::Product, ObjectKind::Price, ObjectKind::Coupon,
    ObjectKind::Discount, ObjectKind::PaymentMethod, ObjectKind::Subscription, ObjectKind::Invoice,
    ObjectKind::PaymentFailure };

Area areaOf(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Customer:
    case ObjectKind::PaymentMethod:
        return Area::Customers;
    case ObjectKind::Subscription:
    case ObjectKind::Discount:
        return Area::Subscriptions;
    case ObjectKind::Invoice:
    case ObjectKind::PaymentFailure:
        return Area::Invoices;
    default:
        return Area::Catalog;
    }
}

/** The item that costs most names a subscription's plan; the first of equals, and the first where nothing is
 * known. */
std::size_t mainItem(const std::vector<std::optional<std::int64_t>> &amounts)
{
    const auto greatest = std::max_element(amounts.begin(), amounts.end());
    return greatest == amounts.end() ? 0 : static_cast<std::size_t>(greatest - amounts.begin());
}

} // namespace

std::vector<DiscountStep> Projection::Run::stepsOf(const std::string &customer) const
{
    const auto objects = m_discounting.find(customer);
    if (objects == m_discounting.end()) {
        return {};
    }
    Timelines discounts;
    std::span<const analytics::TimelineEntry> own;
    for (const auto &id : objects->second) {
        const auto timeline = m_timelines.find(id);
        if (timeline == m_timelines.end()) {
            continue;
        }
        if (m_facts.find(id)->second.kind == ObjectKind::Customer) {
            own = timeline->second;
        } else {
            discounts.emplace(id, timeline->second);
        }
    }
    return discountSteps(own, discounts);
}

Result<void> Projection::Run::priceSubscriptions()
{
    Ids prices;
    Ids discounts;
    std::map<std::string, std::vector<DiscountStep>> steps;
    for (const auto &[id, object] : m_facts) {
        if (object.kind != ObjectKind::Subscription || !object.hasOwnEvidence()) {
            continue;
        }
        for (const auto &entry : m_timelines[id]) {
            const auto ownPrices = stripe::referredPrices(*entry.state);
            const auto ownDiscounts = stripe::referredDiscounts(*entry.state);
            prices.insert(ownPrices.begin(), ownPrices.end());
            discounts.insert(ownDiscounts.begin(), ownDiscounts.end());
        }
        const auto &found = steps.try_emplace(id, stepsOf(object.customer())).first->second;
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
        m_histories.emplace(id, subscriptionHistory(id, m_timelines[id], own, *known, m_owner.m_profile));
    }
    return {};
}

Result<void> Projection::Run::write()
{
    // What has to be read comes first, so that the database works while the rest is made.
    constexpr std::array steps{ &Run::listOrganizations, &Run::writeRevenue, &Run::insertFacts,
        &Run::writeMirror, &Run::writeItems, &Run::writeWaits, &Run::writeCardsDue, &Run::renamePlans,
        &Run::refreshOrganizations };
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

MirrorRow Projection::Run::mirrorRow(const std::string &id, const ObjectFacts &object) const
{
    MirrorRow row;
    row.id = id;
    const auto timeline = m_timelines.find(id);
    if (timeline == m_timelines.end() || timeline->second.empty()) {
        row.state = &object.embedded.rbegin()->second;
        row.stub = true;
        row.quality = "exact";
        return row;
    }
    const auto &head = timeline->second.back();
    row.state = head.state;
    row.deleted = head.deleted && object.kind != ObjectKind::Subscription; // canceled ones stay
    row.quality = qualityText(head);
    row.eventId = head.eventId;
    row.eff = head.eff;
    if (object.kind == ObjectKind::Invoice) {
        row.derived.emplace("payment_failed", isAtRisk(*head.state) ? "true" : "false");
        if (const auto intent = m_paymentIntents.find(id); intent != m_paymentIntents.end()) {
            row.derived.emplace("payment_intent", intent->second);
        }
    } else if (object.kind == ObjectKind::Subscription) {
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
    for (const auto kind : kinds) {
        std::vector<MirrorRow> rows;
        for (const auto &[id, object] : m_facts) {
            const bool concerned = m_touched.contains(id) || m_concerned.contains(id);
            if (concerned && object.kind == kind && !object.ids.empty()) {
                rows.push_back(mirrorRow(id, object));
            }
        }
        if (done) {
            done = m_mirror.write(kind, std::move(rows));
        }
    }
    return done ? writeStubs() : done;
}

Result<void> Projection::Run::writeStubs()
{
    const auto add = [&](ObjectKind kind, char letter, const Ids &ids) {
        std::vector<std::string> missing;
        for (const auto &id : ids) {
            if (!m_touched.contains(id) && !isRemembered(letter, id)) {
                missing.push_back(id);
            }
            m_owner.m_fresh.insert(letter + id);
        }
        return m_mirror.addStubs(kind, missing);
    };
    auto done = add(ObjectKind::Customer, 'c', m_stubCustomers);
    if (done) {
        done = add(ObjectKind::Product, 'd', m_stubProducts);
    }
    return done ? add(ObjectKind::Price, 'p', m_stubPrices) : done;
}

void Projection::Run::addItems(const std::string &id, std::vector<ItemRow> &items) const
{
    const auto &history = m_histories.find(id)->second;
    stripe::JsonTree tree;
    const auto list = tree.parse(m_timelines.find(id)->second.back().state->raw("items"));
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
    for (const auto &id : m_touched) {
        const auto &object = m_facts[id];
        const auto before = m_factsBefore.find(id);
        if (object.kind != ObjectKind::Product || before == m_factsBefore.end()) {
            continue;
        }
        const auto known = analytics::timeline(std::span(object.facts).first(before->second), {});
        const auto name = m_timelines[id].back().state->raw("name");
        if (known.empty() || known.back().state->raw("name") != name) {
            renamed.insert(id);
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

Result<void> Projection::Run::writeWaits()
{
    if (m_histories.empty()) {
        return {};
    }
    postgres::Texts subscriptions;
    postgres::Texts waiting;
    postgres::Texts customers;
    postgres::Texts waits;
    for (const auto &[id, history] : m_histories) {
        subscriptions.emplace_back(id);
        for (const auto &wait : history.waits) {
            waiting.emplace_back(id);
            customers.emplace_back(m_facts[id].customer());
            waits.emplace_back(wait);
        }
    }
    return command("projection/replace_waits",
        postgres::Parameters().texts(subscriptions).texts(waiting).texts(customers).texts(waits));
}

void Projection::Run::addInvoiceSteps(CounterSteps &steps) const
{
    for (const auto &id : m_touched) {
        const auto &object = m_facts.find(id)->second;
        const auto before = m_factsBefore.find(id);
        if (object.kind != ObjectKind::Invoice) {
            continue;
        }
        std::vector<domain::Observation> seen;
        std::copy_if(object.observations.begin(), object.observations.end(), std::back_inserter(seen),
            [&](const domain::Observation &candidate) {
                return std::none_of(m_new.observations.begin(), m_new.observations.end(),
                    [&](const domain::Observation &fresh) { return fresh.id == candidate.id; });
            });
        const auto count = before == m_factsBefore.end() ? object.facts.size() : before->second;
        steps.addInvoice(analytics::timeline(std::span(object.facts).first(count), seen), Sign::Remove);
        steps.addInvoice(m_timelines.find(id)->second, Sign::Add);
    }
}

Result<void> Projection::Run::writeRevenue()
{
    std::map<std::string, SubscriptionRevisions> subscriptions;
    for (const auto &[id, history] : m_histories) {
        subscriptions.emplace(id, SubscriptionRevisions{ m_facts[id].customer(), history.revisions });
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
    for (const auto &id : m_touched) {
        if (m_facts[id].kind == ObjectKind::Customer) {
            customers.insert(id);
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
    for (const auto &id : m_touched) {
        if (m_facts[id].kind == ObjectKind::Customer) {
            customers.insert(id);
        }
    }
    for (const auto &[id, history] : m_histories) {
        customers.insert(m_facts[id].customer());
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
    for (const auto &id : m_touched) {
        m_outcome.areas.insert(areaOf(m_facts[id].kind));
    }
    if (!m_histories.empty()) {
        m_outcome.areas.insert(Area::Subscriptions);
    }
}

} // namespace billhook::projection
