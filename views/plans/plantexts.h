#pragma once

#include "services/billing/editplans.h"
#include "views/plans/planeditor.h"
#include "views/widgets/conflictdialog.h"
#include "views/widgets/operationprogress.h"
#include "views/widgets/reviewpane.h"

#include <QString>

namespace billhook::plans {

/** "$49.00 / month", "$38.00 / seat and month" */
QString priceText(const domain::PlanTerms &terms);
QString subscriptionsText(qint64 count); ///< "1 subscription", "26,607 subscriptions"
QString mrrText(const billing::SoldPlan &plan); ///< "$476,265.30"

/** What the dry run found, and what is wrong, in words. */
widgets::ReviewContent reviewOf(const PlanEditor &editor);

/** How the operation goes; what was kept and what a retry does where it failed. */
widgets::ProgressText progressOf(const billing::OperationReport &report, bool executedHere);

/** Both versions of each field in which they differ. */
QList<widgets::ConflictRow> conflictOf(const PlanEditor &editor);

} // namespace billhook::plans
