#pragma once

#include <sys/types.h>

#include <vector>

namespace billhook::cluster {

/**
 * While it lives, this thread touches files with the rights of an account and with none of root's: what lies
 * in a folder of that account is in the account's hands, links to what only root may touch among it. Does
 * nothing unless we are root. The thread must not end meanwhile; other threads keep root's rights.
 */
class AccountScope final
{
public:
    AccountScope(uid_t user, gid_t group);
    AccountScope(const AccountScope &) = delete;
    AccountScope &operator=(const AccountScope &) = delete;
    ~AccountScope();

private:
    bool m_entered = false;
    std::vector<gid_t> m_groups; ///< root's, to go back to
};

} // namespace billhook::cluster
