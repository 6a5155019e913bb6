#pragma once

#include "models/domain/result.h"

#include <QList>
#include <QString>

#include <optional>

namespace billhook::stripeclient {
class Client;
} // namespace billhook::stripeclient

namespace billhook::billing {

/** What a Stripe key is and may do, as Stripe itself answered. */
struct KeyReport
{
    struct Right
    {
        QString name; ///< "Products"
        bool mayWrite = false;

        bool operator==(const Right &) const = default;
    };

    QString account; ///< acct_...
    bool livemode = false;
    bool restricted = false; ///< rk_: has no more rights than it was given
    QList<Right> rights; ///< those that operations need

    bool mayExecute() const; ///< it has them all
    bool operator==(const KeyReport &) const = default;
};

/** The account that a database belongs to. */
struct KeyAccount
{
    QString account; ///< empty: not known yet
    std::optional<bool> livemode;
};

/** InvalidInput (`bad_key`) with what to do instead: a live secret key, a publishable one, another secret, no
 * key. */
domain::Result<void> checkKeyText(const QString &key);

/**
 * Asks Stripe whose key this is and what it may do; changes nothing: rights to write are tried with requests
 * that lack what they need. Conflict (`other_account`) where it is not the database's account or mode. Waits
 * for Stripe: worker threads only.
 */
domain::Result<KeyReport> askKey(
    stripeclient::Client &client, const QString &key, const KeyAccount &expected);

} // namespace billhook::billing
