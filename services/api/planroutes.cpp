#include "services/api/body.h"
#include "services/api/listpage.h"
#include "services/api/problem.h"
#include "services/api/routegroups.h"
#include "services/billing/planchanges.h"
#include "services/billing/planjson.h"
#include "services/billing/planpreview.h"
#include "services/billing/planstore.h"
#include "services/operations/operation.h"

#include <algorithm>
#include <string>
#include <utility>

namespace billhook::api {

using billing::PlanFigures;
using billing::PlanStore;
using domain::Error;
using domain::ErrorKind;
using domain::Plan;
using domain::Result;
using operations::Intention;
using operations::Operation;
using namespace Qt::StringLiterals;

namespace {

Error noSuchPlan()
{
    return { ErrorKind::NotFound, "not_found", "There is no such plan.", {} };
}

bool isSuperuser(const Call &call)
{
    return call.caller.kind == Caller::Kind::Superuser;
}

billing::Caller callerOf(const Call &call)
{
    return { u"token:"_s + call.caller.tokenId, QString::fromStdString(call.request.id) };
}

/** What the caller may see of a plan. */
QJsonObject shown(const Call &call, const Plan &plan, const PlanFigures &figures)
{
    auto json = billing::planJson(plan);
    if (isSuperuser(call)) {
        json.insert(u"subscriber_count"_s, qint64{ figures.subscribers });
        json.insert(u"mrr"_s, qint64{ figures.mrr });
    } else {
        json.remove(u"stripe_product_id"_s);
    }
    return json;
}

Answer planAnswer(int status, const QJsonObject &plan)
{
    const auto version = std::to_string(plan[u"version"_s].toInteger());
    return { status, plan, { { "ETag", '"' + version + '"' } } };
}

Result<Answer> planAnswer(Call &call, int status, const Plan &plan)
{
    PlanFigures figures;
    if (isSuperuser(call)) {
        auto known = PlanStore(call.session).figures(plan.id);
        if (!known) {
            return known.error();
        }
        figures = (*known)[plan.id];
    }
    return planAnswer(status, shown(call, plan, figures));
}

/** By its id alone; a hidden plan is there for superusers only. */
Result<Plan> planOf(Call &call)
{
    const auto id = QUuid::fromString(QString::fromStdString(call.path["id"]));
    if (id.isNull()) {
        return noSuchPlan();
    }
    auto plan = PlanStore(call.session).read(id.toString(QUuid::WithoutBraces).toStdString());
    return plan && !plan->terms.isActive && !isSuperuser(call) ? Result<Plan>(noSuchPlan()) : plan;
}

Result<Answer> listPlans(Call &call)
{
    const auto hiddenToo = call.query.boolean("include_inactive").value_or(false);
    if (hiddenToo && !isSuperuser(call)) {
        return Error{ ErrorKind::Forbidden, "forbidden", "Only a superuser's token may see hidden plans.",
            {} };
    }
    const ListPage page(call.query, 1);
    PlanStore store(call.session);
    auto plans = store.page({ hiddenToo, page.key(0).toStdString(), page.limit() });
    if (!plans) {
        return plans.error();
    }
    auto figures = isSuperuser(call) ? store.figures() : std::map<std::string, PlanFigures>();
    if (!figures) {
        return figures.error();
    }
    return page.answer(
        *plans, [&](const Plan &plan) { return shown(call, plan, (*figures)[plan.id]); },
        [](const Plan &plan) { return QStringList{ QString::fromStdString(plan.id) }; });
}

Result<Answer> showPlan(Call &call)
{
    auto plan = planOf(call);
    return plan ? planAnswer(call, 200, *plan) : plan.error();
}

/** The plan that a finished operation has made or changed. */
Result<Answer> finishedPlan(Call &call, const Operation &operation, int status)
{
    auto plan = PlanStore(call.session).read(operation.subject.toStdString());
    return plan ? planAnswer(call, status, *plan) : plan.error();
}

Result<Answer> planMade(Call &call, const Operation &operation)
{
    auto answer = finishedPlan(call, operation, 201);
    if (answer) {
        answer->headers.emplace_back("Location", "/api/plans/" + operation.subject.toStdString());
    }
    return answer;
}

Result<Answer> planChanged(Call &call, const Operation &operation)
{
    return finishedPlan(call, operation, 200);
}

Result<Answer> planHidden(Call & /*call*/, const Operation & /*operation*/)
{
    return Answer{ 204, {} };
}

Answer stale(Call &call, const Plan &plan)
{
    auto present = PlanStore(call.session).read(plan.id);
    const auto shownNow = planAnswer(call, 200, present ? *present : plan);
    return refusal(
        { ErrorKind::Conflict, "stale",
            "The plan has been changed since you read it. Nothing was changed; look at it again.", {} },
        { { u"current"_s, shownNow ? shownNow->body : billing::planJson(plan) } });
}

Result<Answer> begin(Call &call, const Intention &change, std::optional<std::int64_t> version,
    decltype(Begun::finished) finished)
{
    if (!call.reachesStripe) {
        return Error{ ErrorKind::Unavailable, "stripe_key_missing",
            "This daemon has no STRIPE_SECRET_KEY and changes nothing at Stripe. Nothing was begun.", {} };
    }
    auto begun = billing::keepPlanChange(call.session, change, version, {});
    if (!begun) {
        return begun.error();
    }
    Answer answer;
    answer.begun = Begun{ *begun, finished };
    return answer;
}

Result<Answer> createPlan(Call &call)
{
    auto terms = billing::termsFrom(call.body, {});
    if (!terms) {
        return terms.error();
    }
    const auto change = billing::createPlan(*std::move(terms), callerOf(call));
    return change ? begin(call, *change, {}, planMade) : change.error();
}

/** The versions that a caller has in mind: of If-Match and of the body. */
struct WantedVersion
{
    bool named = false;
    bool matches = true;
};

/** `"3"`, W/"3", several of them with commas, or * for any. */
bool matchesTag(std::string_view header, std::int64_t version)
{
    const auto tags = QString::fromUtf8(header.data(), static_cast<qsizetype>(header.size())).split(u',');
    const QString tag = u'"' + QString::number(version) + u'"';
    return std::any_of(tags.begin(), tags.end(), [&tag](const QString &given) {
        const auto one = given.trimmed();
        return one == u"*"_s || one == tag || one == u"W/"_s + tag;
    });
}

/** What a PUT says beside the plan's terms is taken out of its body. */
Result<WantedVersion> wantedVersion(Call &call, const Plan &plan)
{
    WantedVersion wanted;
    if (call.request.hasHeader("If-Match")) {
        wanted = { true, matchesTag(call.request.header("If-Match"), plan.version) };
    }
    const auto version = call.body.take(u"version"_s);
    if (version.isUndefined()) {
        return wanted;
    }
    wanted.named = true;
    if (!version.isDouble() || version.toInteger(0) != version.toInteger(1)) {
        return domain::invalidFields({ { "/version", "is a whole number, the version you have read" } });
    }
    wanted.matches = wanted.matches && version.toInteger() == plan.version;
    return wanted;
}

Result<void> judgeMigration(Call &call)
{
    const auto migrate = call.body.take(u"migrate_subscribers"_s);
    const auto word = migrate.toString();
    if (migrate.isUndefined() || word == u"none"_s) {
        return {};
    }
    if (word == u"at_renewal"_s || word == u"now"_s) {
        Error error{ ErrorKind::InvalidInput, "not_available",
            "Present subscribers can't be moved yet; they stay on their prices with migrate_subscribers "
            "none.",
            {} };
        error.fields.push_back({ "/migrate_subscribers", "is none" });
        return error;
    }
    return domain::invalidFields({ { "/migrate_subscribers", "is none, at_renewal or now" } });
}

Result<Intention> wantedChange(Call &call, const Plan &plan)
{
    if (auto stays = judgeMigration(call); !stays) {
        return stays.error();
    }
    auto terms = billing::termsFrom(call.body, plan.terms);
    return terms ? billing::updatePlan(plan, *std::move(terms), callerOf(call)) : terms.error();
}

Result<Answer> changePlan(Call &call)
{
    auto plan = planOf(call);
    if (!plan) {
        return plan.error();
    }
    const auto wanted = wantedVersion(call, *plan);
    if (!wanted) {
        return wanted.error();
    }
    if (!wanted->named) {
        return Error{ ErrorKind::InvalidInput, "version_required",
            "Say which version you have read: If-Match with the plan's ETag, or `version` in the body.", {} };
    }
    if (!wanted->matches) {
        return stale(call, *plan);
    }
    const auto change = wantedChange(call, *plan);
    if (!change) {
        return change.error();
    }
    if (!billing::changesAnything(*change)) {
        return planAnswer(call, 200, *plan);
    }
    auto answer = begin(call, *change, plan->version, planChanged);
    return !answer && answer.error().code == "stale" ? Result<Answer>(stale(call, *plan)) : answer;
}

Result<Answer> deletePlan(Call &call)
{
    auto plan = planOf(call);
    if (!plan) {
        return plan.error();
    }
    return plan->terms.isActive ? begin(call, billing::archivePlan(*plan, callerOf(call)), {}, planHidden)
                                : Result<Answer>(Answer{ 204, {} });
}

Result<Answer> previewPlan(Call &call)
{
    auto plan = planOf(call);
    if (!plan) {
        return plan.error();
    }
    if (auto version = wantedVersion(call, *plan); !version) {
        return version.error();
    }
    const auto change = wantedChange(call, *plan);
    if (!change) {
        return change.error();
    }
    auto preview = billing::previewPlanChange(call.session, *change);
    return preview ? Result<Answer>(Answer{ 200, billing::previewJson(*preview) }) : preview.error();
}

} // namespace

std::vector<ApiRoute> planRoutes()
{
    return { { Method::Get, "/api/plans", Access::Open, Content::None, listPlans },
        { Method::Get, "/api/plans/{id}", Access::Open, Content::None, showPlan },
        { Method::Post, "/api/plans", Access::Superuser, Content::Json, createPlan },
        { Method::Put, "/api/plans/{id}", Access::Superuser, Content::Json, changePlan },
        { Method::Delete, "/api/plans/{id}", Access::Superuser, Content::None, deletePlan },
        { Method::Post, "/api/plans/{id}/preview", Access::Superuser, Content::Json, previewPlan } };
}

} // namespace billhook::api
