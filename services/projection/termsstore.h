#pragma once

#include "models/domain/result.h"
#include "services/projection/customerdiscount.h"
#include "services/projection/factstore.h"
#include "services/stripe/termsreader.h"

#include <set>
#include <string>

namespace billhook::postgres {
class Pipeline;
} // namespace billhook::postgres

namespace billhook::projection {

/** What is known of the prices, discounts and coupons that subscriptions refer to by id. */
class TermsStore final
{
public:
    /** Objects in `timelines` or `facts` come from there, newer than their mirror rows; others from the
     * mirror. */
    TermsStore(postgres::Pipeline &pipeline, const Timelines &timelines, const FactMap &facts);

    domain::Result<stripe::KnownTerms> load(std::set<std::string> prices, std::set<std::string> discounts);

private:
    using States = std::map<std::string, domain::State, std::less<>>;

    /** Takes what is known here, and leaves in `ids` what must be read. */
    void takeKnown(domain::ObjectKind kind, std::set<std::string> &ids, States &states) const;
    void takeKnownDiscounts(std::set<std::string> &ids, stripe::KnownTerms &known) const;
    domain::Result<void> readMirror(const char *statement, const std::set<std::string> &ids,
        const std::vector<const char *> &fields, States &states);
    domain::Result<void> readDiscounts(const std::set<std::string> &ids, stripe::KnownTerms &known);

    postgres::Pipeline &m_pipeline;
    const Timelines &m_timelines;
    const FactMap &m_facts;
};

} // namespace billhook::projection
