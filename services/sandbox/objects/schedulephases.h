#pragma once

#include "services/sandbox/objects/objectkind.h"
#include "services/sandbox/objects/subscriptions.h"

#include <QJsonArray>

namespace billhook::sandbox {

/** A phase with those items, {price, quantity}, over that period. */
QJsonObject phaseOf(const QJsonArray &items, const Period &period, const QString &proration);

/** The `phases` of a call, each beginning where the one before it ends, the first at `first`. */
Attempt<QJsonArray> phasesOf(const Transaction &transaction, const QJsonObject &given, Seconds first);

/** `current_phase`: that of the phases which runs now; null when none does. */
QJsonValue currentPhase(const QJsonArray &phases, Seconds now);

} // namespace billhook::sandbox
