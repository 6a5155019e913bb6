#pragma once

#include <QString>

namespace billhook::support {

/** The database inside a cluster that tests clone. */
inline const QString templateDatabase = QStringLiteral("billhook_template");

/**
 * Fills `folder` (owned by the server's account) with a stopped, migrated cluster: a copy of the one kept
 * under the build folder, which is made first where migrations or the server have changed. qFatal on failure.
 */
void provideCluster(const QString &folder);

} // namespace billhook::support
