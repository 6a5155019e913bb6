#pragma once

#include "models/domain/plan.h"
#include "models/domain/result.h"
#include "services/billing/planpreview.h"
#include "services/billing/planstore.h"
#include "services/operations/operationstore.h"

#include <QFuture>
#include <QList>
#include <QString>
#include <QUuid>

#include <functional>
#include <map>
#include <optional>

namespace billhook::billing {

class Database;

/** What a person wants of a plan. */
struct PlanEdit
{
    enum class Kind
    {
        Create,
        Update,
        Archive,
        Link ///< `plan` is a product that Stripe has, without an id of ours
    };

    Kind kind = Kind::Update;
    domain::Plan plan{}; ///< as it was read, which is what the change starts from
    domain::PlanTerms wanted{};
};

/** How far an operation has come, for people. */
struct OperationReport
{
    struct Step
    {
        QString name; ///< "create_product"
        operations::OperationState state = operations::OperationState::Pending;

        bool operator==(const Step &) const = default;
    };

    QUuid id;
    operations::OperationState state = operations::OperationState::Pending;
    QList<Step> steps;
    QString error; ///< why it waits or has failed; empty: nothing is wrong
    QString subject; ///< id of the plan
    bool finished = false;
};

/** How many present subscriptions hold a price, by Stripe's id of it. */
using PriceHolders = std::map<std::string, qint64>;

/** What the page of plans asks for; each call starts one background task. */
struct PlanDesk
{
    std::function<QFuture<domain::Result<std::vector<SoldPlan>>>()> list;
    std::function<QFuture<domain::Result<PriceHolders>>(const QString &product)> holders;
    std::function<QFuture<domain::Result<std::vector<domain::Plan>>>()>
        unlinked; ///< products that may become plans
    std::function<QFuture<domain::Result<PlanPreview>>(const PlanEdit &)> preview;
    /** Keeps the operation and has it carried out; the id. Conflict: `stale`, `slug_taken`,
     * `operation_under_way`; InvalidInput `nothing_to_change`. */
    std::function<QFuture<domain::Result<QUuid>>(const PlanEdit &)> begin;
    std::function<QFuture<domain::Result<OperationReport>>(const QUuid &)> report;
    std::function<bool()> mayEdit; ///< false: this login may only read
    std::function<bool()> executesHere; ///< this program sends the calls itself, with a key of the person's
};

/** Who carries out what is begun here. Without a claim, the daemon. */
struct DesktopExecutor
{
    std::function<std::optional<operations::ExecutorClaim>()> claim;
    std::function<void(const QUuid &)> execute;
};

/** The database must outlive it. */
PlanDesk planDeskOf(Database &database, DesktopExecutor executor);

// The same in the calling thread.
domain::Result<std::vector<domain::Plan>> readUnlinkedProducts(postgres::Session &session);
domain::Result<PriceHolders> readPriceHolders(postgres::Session &session, const QString &product);
domain::Result<PlanPreview> previewEdit(postgres::Session &session, const PlanEdit &edit);
domain::Result<QUuid> beginEdit(
    postgres::Session &session, const PlanEdit &edit, const std::optional<operations::ExecutorClaim> &claim);
domain::Result<OperationReport> readReport(postgres::Session &session, const QUuid &id);

} // namespace billhook::billing
