#include "services/billing/editplans.h"

#include "services/billing/database.h"
#include "services/billing/planchanges.h"
#include "services/postgres/session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

namespace billhook::billing {

using domain::Error;
using domain::ErrorKind;
using domain::Plan;
using domain::PlanPrice;
using domain::Result;
using operations::Intention;
using postgres::Row;
using postgres::Session;
using namespace Qt::StringLiterals;

namespace {

/** Whose it is, the database says: an admin acts under the login's own name. */
const Caller person{ u"person"_s };

Result<Intention> intentionOf(const PlanEdit &edit)
{
    switch (edit.kind) {
    case PlanEdit::Kind::Create:
        return createPlan(edit.wanted, person);
    case PlanEdit::Kind::Update:
        return updatePlan(edit.plan, edit.wanted, person);
    case PlanEdit::Kind::Archive:
        return archivePlan(edit.plan, person);
    case PlanEdit::Kind::Link:
        return adoptPlan(edit.plan, edit.wanted, person);
    }
    return Error{};
}

std::optional<qint64> wholeNumber(const QJsonValue &value)
{
    bool good = false;
    const qint64 number = value.toVariant().toString().toLongLong(&good);
    return good ? std::optional(number) : std::nullopt;
}

std::optional<PlanPrice> priceFrom(const QJsonObject &price)
{
    const auto amount = wholeNumber(price[u"amount"_s]);
    const auto currency = domain::Currency::fromCode(price[u"currency"_s].toString().toStdString());
    if (!amount || !currency) {
        return std::nullopt;
    }
    return PlanPrice{ {}, price[u"id"_s].toString().toStdString(), domain::Money(*amount, *currency),
        price[u"interval"_s].toString().toStdString(), price[u"interval_count"_s].toInt(1),
        price[u"is_default"_s].toBool() && price[u"active"_s].toBool(), price[u"active"_s].toBool() };
}

/** Stripe's default where it is an active one, else the first active one. */
void chooseDefault(std::vector<PlanPrice> &prices)
{
    const bool chosen
        = std::any_of(prices.begin(), prices.end(), [](const PlanPrice &price) { return price.isDefault; });
    const auto active
        = std::find_if(prices.begin(), prices.end(), [](const PlanPrice &price) { return price.isActive; });
    if (!chosen && active != prices.end()) {
        active->isDefault = true;
    }
}

/** The product as a plan without an id. */
std::optional<Plan> planFrom(const Row &row)
{
    const QJsonObject metadata = QJsonDocument::fromJson(row.text("metadata").toUtf8()).object();
    Plan plan;
    plan.stripeProductId = row.text("id").toStdString();
    plan.terms.name = row.text("name").toStdString();
    plan.terms.slug = metadata[u"plan_slug"_s].toString().toStdString();
    plan.terms.description = row.text("description").toStdString();
    plan.terms.maxUsers = wholeNumber(metadata[u"max_users"_s]);
    plan.terms.maxProjects = wholeNumber(metadata[u"max_projects"_s]);
    plan.terms.limitsPerUnit = metadata[u"limits_per_unit"_s].toString() == u"true";
    const QJsonArray prices = QJsonDocument::fromJson(row.text("prices").toUtf8()).array();
    for (const auto &value : prices) {
        auto price = priceFrom(value.toObject());
        if (!price) {
            return std::nullopt;
        }
        plan.terms.prices.push_back(*std::move(price));
    }
    chooseDefault(plan.terms.prices);
    return plan;
}

} // namespace

PlanDesk planDeskOf(Database &database, DesktopExecutor executor)
{
    PlanDesk desk;
    desk.list = [&database] {
        return database.run<std::vector<SoldPlan>>(
            Lane::Screen, [](Session &session) { return PlanStore(session).listSold(); });
    };
    desk.holders = [&database](const QString &product) {
        return database.run<PriceHolders>(
            Lane::Rows, [product](Session &session) { return readPriceHolders(session, product); });
    };
    desk.unlinked
        = [&database] { return database.run<std::vector<Plan>>(Lane::Rows, &readUnlinkedProducts); };
    desk.preview = [&database](const PlanEdit &edit) {
        return database.run<PlanPreview>(
            Lane::Rows, [edit](Session &session) { return previewEdit(session, edit); });
    };
    desk.begin = [&database, executor](const PlanEdit &edit) {
        const auto claim = executor.claim();
        auto begun = database.run<QUuid>(
            Lane::Rows, [edit, claim](Session &session) { return beginEdit(session, edit, claim); });
        if (!claim) {
            return begun;
        }
        return begun.then([execute = executor.execute](Result<QUuid> id) {
            if (id) {
                execute(*id);
            }
            return id;
        });
    };
    desk.report = [&database](const QUuid &id) {
        return database.run<OperationReport>(
            Lane::Rows, [id](Session &session) { return readReport(session, id); });
    };
    desk.mayEdit = [&database] { return database.role() != u"finance"; };
    desk.executesHere = [executor] { return executor.claim().has_value(); };
    return desk;
}

Result<std::vector<Plan>> readUnlinkedProducts(Session &session)
{
    std::vector<Plan> plans;
    auto read = session.forEach(u"catalog/list_unlinked"_s, {}, [&plans](const Row &row) {
        if (auto plan = planFrom(row)) {
            plans.push_back(*std::move(plan));
        }
    });
    if (!read) {
        return read.error();
    }
    return plans;
}

Result<PriceHolders> readPriceHolders(Session &session, const QString &product)
{
    PriceHolders holders;
    auto read = session.forEach(
        u"plans/list_subscribed_prices"_s, { { u":product"_s, product } }, [&holders](const Row &row) {
            holders[row.text("price").toStdString()] += row.integer("subscriptions");
        });
    if (!read) {
        return read.error();
    }
    return holders;
}

Result<PlanPreview> previewEdit(Session &session, const PlanEdit &edit)
{
    const auto intention = intentionOf(edit);
    if (!intention) {
        return intention.error();
    }
    return previewPlanChange(session, *intention);
}

Result<QUuid> beginEdit(
    Session &session, const PlanEdit &edit, const std::optional<operations::ExecutorClaim> &claim)
{
    const auto intention = intentionOf(edit);
    if (!intention) {
        return intention.error();
    }
    if (!changesAnything(*intention)) {
        return Error{ ErrorKind::InvalidInput, "nothing_to_change", "There is nothing to change.", {} };
    }
    const bool known = edit.kind == PlanEdit::Kind::Update || edit.kind == PlanEdit::Kind::Archive;
    return beginPlanChange(
        session, *intention, known ? std::optional(edit.plan.version) : std::nullopt, claim);
}

Result<OperationReport> readReport(Session &session, const QUuid &id)
{
    const auto operation = operations::OperationStore(session).read(id);
    if (!operation) {
        return operation.error();
    }
    OperationReport report;
    report.id = id;
    report.state = operation->state;
    report.error = operation->errorMessage;
    report.subject = operation->subject;
    report.finished = operation->finished();
    for (const operations::OperationStep &step : operation->steps) {
        report.steps.append({ QString::fromStdString(step.name), step.state });
    }
    return report;
}

} // namespace billhook::billing
