#pragma once

#include "services/sandbox/company/catalog.h"
#include "services/sandbox/company/customerlife.h"

#include <deque>
#include <vector>

namespace billhook::sandbox {

struct CompanyPlan
{
    std::uint64_t seed = 1;
    int months = 24;
    std::size_t organizations = 500;
    Seconds end = 0; ///< when the history ends

    Seconds start() const { return addMonths(end, -months); }
};

/** The whole invented company. The same plan always gives the same bytes. */
class Company final
{
public:
    explicit Company(const CompanyPlan &plan);

    /** All events of the history in order of `created`. Call it once, first. */
    std::vector<StripeEvent> history();

    /** What would have happened by itself from the history's end until `now`, in order of `created`. */
    std::vector<StripeEvent> catchUp(Seconds now);

    /** A further customer, in no directory, who signs up at `now`. `stream` keeps its ids apart. */
    CustomerLife &addCustomer(Seconds now, std::uint64_t stream);

    const CompanyPlan &plan() const { return m_plan; }
    const Catalog &catalog() const { return m_catalog; }
    std::deque<CustomerLife> &customers() { return m_customers; }
    const std::deque<CustomerLife> &customers() const { return m_customers; }

private:
    Account makeAccount(std::size_t index, Random random);
    Seconds chooseSignUp(Story story, std::size_t index, Random &random) const;

    CompanyPlan m_plan;
    Random m_ids; ///< the root of all ids: differs with every part of the plan
    Random m_choices; ///< the root of all decisions: the seed alone
    Catalog m_catalog;
    Names m_names;
    std::vector<StripeEvent> m_late; ///< begun within the history, told after its end
    std::deque<CustomerLife> m_customers;
};

} // namespace billhook::sandbox
