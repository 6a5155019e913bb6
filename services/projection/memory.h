#pragma once

#include "services/projection/factstore.h"

#include <map>
#include <set>
#include <string>

namespace billhook::projection {

/** What projections before have seen to exist, so that it is not asked for again. What a batch makes counts
 * from its commit on. */
class Memory final
{
public:
    enum class Thing : char
    {
        Lock = 'l',
        EmbeddedCoupon = 'e',
        Stub = 's'
    };

    bool holds(Thing thing, const std::string &id) const;
    void note(Thing thing, const std::string &id);

    void begin(); ///< a batch; what the one before noted without a commit is dropped
    void commit();
    void forget();

    /** What a subscription's amount waited for when last asked: to be locked from the start. */
    void expectWaits(const std::string &subscription, const Keys &waits);
    const Keys &waitsOf(const std::string &subscription) const;

private:
    std::set<std::string, std::less<>> m_held; ///< with a letter for which thing it is
    std::set<std::string, std::less<>> m_fresh; ///< the same, until the commit
    std::map<std::string, Keys, std::less<>> m_waits;
};

} // namespace billhook::projection
