#include "services/cluster/accountscope.h"

#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

namespace billhook::cluster {

namespace {

/** The library's own would change every thread. */
bool setThreadGroups(const std::vector<gid_t> &groups)
{
    return ::syscall(SYS_setgroups, groups.size(), groups.data()) == 0;
}

bool setThreadFileIds(uid_t user, gid_t group)
{
    ::setfsgid(group);
    ::setfsuid(user); // takes root's rights over files out of effect, or back into it
    constexpr auto ask = static_cast<unsigned int>(-1); // not an id: both calls then only tell
    return ::setfsuid(ask) == static_cast<int>(user) && ::setfsgid(ask) == static_cast<int>(group);
}

} // namespace

AccountScope::AccountScope(uid_t user, gid_t group)
    : m_entered(::geteuid() == 0 && user != 0)
{
    if (!m_entered) {
        return;
    }
    const int count = ::getgroups(0, nullptr);
    m_groups.resize(static_cast<std::size_t>(count < 0 ? 0 : count));
    const bool known = count >= 0 && ::getgroups(count, m_groups.data()) == count;
    if (!known || !setThreadGroups({ group }) || !setThreadFileIds(user, group)) {
        std::abort(); // to go on would be to work in that folder as root
    }
}

AccountScope::~AccountScope()
{
    if (m_entered && (!setThreadFileIds(0, ::getegid()) || !setThreadGroups(m_groups))) {
        std::abort(); // half an account is nothing to go on with
    }
}

} // namespace billhook::cluster
