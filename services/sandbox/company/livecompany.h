#pragma once

#include "services/sandbox/company/company.h"

#include <vector>

namespace billhook::sandbox {

/**
 * Lets the company go on living after its history. `start` goes into all further ids and choices, so that
 * a later run over the same history never repeats an id.
 */
class LiveCompany final
{
public:
    LiveCompany(Company &company, Seconds start);

    /** Something that happens at `now`: what is due anyway, else a customer's sudden idea. May be nothing. */
    std::vector<StripeEvent> happening(Seconds now);

private:
    std::vector<StripeEvent> signUp(Seconds now);
    std::vector<StripeEvent> surprise(CustomerLife &customer, Seconds now);
    void actOn(Stage &stage, Subscription &subscription, Seconds now);

    Company &m_company;
    Seconds m_start;
    Random m_random;
    std::size_t m_position = 0; ///< round the customers, so that nobody due waits for long
};

} // namespace billhook::sandbox
