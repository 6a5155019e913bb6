#include "services/projection/writing.h"

#include "services/postgres/columns.h"
#include "services/postgres/pipeline.h"
#include "services/projection/countersteps.h"
#include "services/projection/mirrorrows.h"
#include "services/projection/revenuewriter.h"
#include "services/projection/warnings.h"

#include <array>
#include <utility>

namespace billhook::projection {

using domain::Area;
using domain::ObjectKind;
using domain::Result;

namespace {

class Writing final
{
public:
    Writing(postgres::Pipeline &pipeline, Memory &memory, const Projected &projected)
        : m_pipeline(pipeline)
        , m_memory(memory)
        , m_projected(projected)
        , m_evidence(projected.evidence)
        , m_subscriptions(projected.histories.subscriptions)
        , m_touchedCustomers(projected.evidence.touchedOf(ObjectKind::Customer))
        , m_customers(m_touchedCustomers)
    {
        for (const auto &[id, history] : m_subscriptions) {
            m_customers.insert(m_evidence.customerOf(id));
        }
    }

    Result<domain::Areas> run()
    {
        // What has to be read comes first, so that the database works while the rest is made.
        constexpr std::array steps{ &Writing::listOrganizations, &Writing::writeWarnings,
            &Writing::writeRevenue, &Writing::insertFacts, &Writing::writeMirror, &Writing::writeWaits,
            &Writing::writeCardsDue, &Writing::renamePlans, &Writing::refreshOrganizations };
        for (const auto step : steps) {
            if (const auto done = (this->*step)(); !done) {
                return done.error();
            }
        }
        noteAreas();
        return std::move(m_areas);
    }

private:
    Result<void> listOrganizations(); ///< of customers that may leave one
    Result<void> writeWarnings();
    Result<void> writeRevenue();
    Result<void> insertFacts() { return FactStore(m_pipeline).insert(m_evidence.fresh, m_projected.known); }
    Result<void> writeMirror();
    Result<void> writeStubs(MirrorWriter &mirror);
    Result<void> writeWaits(); ///< what amounts wait for
    Result<void> writeCardsDue();
    Result<void> renamePlans();
    Result<void> refreshOrganizations();
    void noteAreas();

    /** Runs a statement that takes ids and answers with ids. */
    Result<void> collect(const char *statement, const Ids &ids, Ids &into);

    postgres::Pipeline &m_pipeline;
    Memory &m_memory;
    const Projected &m_projected;
    const Evidence &m_evidence;
    const std::map<std::string, SubscriptionHistory> &m_subscriptions;
    Ids m_touchedCustomers;
    Ids m_customers; ///< touched, or of subscriptions that were priced
    Ids m_organizations;
    domain::Areas m_areas;
};

Result<void> Writing::collect(const char *statement, const Ids &ids, Ids &into)
{
    if (ids.empty()) {
        return {};
    }
    const auto rows = m_pipeline.run(statement, postgres::Parameters().texts(postgres::textsOf(ids)));
    if (!rows) {
        return rows.error();
    }
    for (int row = 0; row < rows->count(); ++row) {
        into.emplace(rows->text(row, 0));
    }
    return {};
}

Result<void> Writing::listOrganizations()
{
    return collect("projection/list_organizations", m_touchedCustomers, m_organizations);
}

Result<void> Writing::writeWarnings()
{
    auto objects = m_evidence.touched;
    std::vector<Warning> wanted;
    for (const auto &[id, history] : m_subscriptions) {
        objects.insert({ ObjectKind::Subscription, id });
        const auto found = amountWarnings(id, m_evidence.customerOf(id), history);
        wanted.insert(wanted.end(), found.begin(), found.end());
    }
    const auto &timelines = m_projected.histories.timelines;
    for (const auto &key : objects) {
        if (const auto timeline = timelines.find(key); timeline != timelines.end()) {
            const auto found = gapWarnings(key, m_evidence.facts.at(key).customer(), timeline->second);
            wanted.insert(wanted.end(), found.begin(), found.end());
        }
    }
    return replaceWarnings(m_pipeline, objects, wanted, m_projected.known);
}

Result<void> Writing::writeRevenue()
{
    CounterSteps steps;
    for (const auto &id : m_evidence.touchedOf(ObjectKind::Invoice)) {
        const domain::ObjectKey key{ ObjectKind::Invoice, id };
        steps.addInvoice(m_evidence.before(key), Sign::Remove);
        steps.addInvoice(m_projected.histories.timelines.at(key), Sign::Add);
    }
    std::map<std::string, SubscriptionRevisions> subscriptions;
    for (const auto &[id, history] : m_subscriptions) {
        subscriptions.emplace(id, SubscriptionRevisions{ m_evidence.customerOf(id), history.revisions });
    }
    RevenueWriter writer(m_pipeline, m_projected.known);
    if (!subscriptions.empty()) {
        const auto changed = writer.write(subscriptions, steps);
        if (!changed) {
            return changed.error();
        }
        if (!changed->empty()) {
            m_areas.insert(Area::Revenue);
        }
    }
    return writer.writeCounters(steps);
}

Result<void> Writing::writeMirror()
{
    MirrorWriter mirror(m_pipeline);
    for (const auto *type : stripe::objectTypes()) {
        if (const auto done = mirror.write(*type, mirrorRows(m_projected, *type)); !done) {
            return done;
        }
    }
    if (const auto done = writeStubs(mirror); !done) {
        return done;
    }
    std::vector<std::string> subscriptions;
    for (const auto &[id, history] : m_subscriptions) {
        subscriptions.push_back(id);
    }
    return mirror.writeItems(subscriptions, itemRows(m_projected));
}

Result<void> Writing::writeStubs(MirrorWriter &mirror)
{
    for (const auto &[kind, ids] : m_evidence.referred) {
        std::vector<std::string> missing;
        for (const auto &id : ids) {
            const domain::ObjectKey key{ kind, id };
            const auto name = stripe::keyText(key);
            if (!m_evidence.touched.contains(key) && !m_memory.holds(Memory::Thing::Stub, name)) {
                missing.push_back(id);
            }
            m_memory.note(Memory::Thing::Stub, name);
        }
        if (const auto done = mirror.addStubs(stripe::objectType(kind), missing); !done) {
            return done;
        }
    }
    return {};
}

Result<void> Writing::writeWaits()
{
    if (m_subscriptions.empty()) {
        return {};
    }
    struct Wait
    {
        std::string subscription;
        domain::ObjectKey object;
    };
    postgres::Texts subscriptions;
    std::vector<Wait> waits;
    for (const auto &[id, history] : m_subscriptions) {
        subscriptions.emplace_back(id);
        for (const auto &object : history.waits) {
            waits.push_back({ id, object });
        }
    }
    return m_pipeline.post("projection/replace_waits",
        postgres::Parameters()
            .texts(subscriptions)
            .texts(postgres::texts(waits, &Wait::subscription))
            .texts(postgres::texts(
                waits, [this](const Wait &wait) { return m_evidence.customerOf(wait.subscription); }))
            .bigints(postgres::integers(
                waits, [](const Wait &wait) { return static_cast<std::int64_t>(wait.object.kind); }))
            .texts(postgres::texts(waits, [](const Wait &wait) { return wait.object.id; })));
}

Result<void> Writing::writeCardsDue()
{
    auto customers = m_customers;
    const auto &owners = m_projected.concern.cardOwners;
    customers.insert(owners.begin(), owners.end());
    return customers.empty() ? Result<void>()
                             : m_pipeline.post("projection/refresh_cards_due",
                                 postgres::Parameters().texts(postgres::textsOf(customers)));
}

Result<void> Writing::renamePlans()
{
    Ids renamed;
    for (const auto &id : m_evidence.touchedOf(ObjectKind::Product)) {
        const domain::ObjectKey key{ ObjectKind::Product, id };
        const auto before = m_evidence.before(key);
        const auto &now = m_projected.histories.timelines.at(key);
        if (before.empty() || before.back().state->raw("name") != now.back().state->raw("name")) {
            renamed.insert(id);
        }
    }
    return collect("projection/rename_plans", renamed, m_customers);
}

Result<void> Writing::refreshOrganizations()
{
    if (m_customers.empty()) {
        return {};
    }
    m_areas.insert(Area::Organizations);
    return m_pipeline.post("projection/refresh_organizations",
        postgres::Parameters()
            .texts(postgres::textsOf(m_organizations))
            .texts(postgres::textsOf(m_customers)));
}

void Writing::noteAreas()
{
    for (const auto &key : m_evidence.touched) {
        m_areas.insert(stripe::objectType(key.kind).area);
    }
    if (!m_subscriptions.empty()) {
        m_areas.insert(Area::Subscriptions);
    }
}

} // namespace

Result<domain::Areas> writeProjected(postgres::Pipeline &pipeline, Memory &memory, const Projected &projected)
{
    return Writing(pipeline, memory, projected).run();
}

} // namespace billhook::projection
