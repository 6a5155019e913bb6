#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace billhook::benchmarks {

/**
 * Deliveries as Stripe makes them: the events of one company's life, told again for company after company.
 * Every ~~~~~~~~ in a template becomes the company's number, so that all ids are distinct.
 */
class SignedEvents final
{
public:
    /** `file`: one event's JSON a line. */
    SignedEvents(const std::string &file, std::string secret, std::uint64_t firstCompany);

    std::string next(); ///< a whole HTTP request, signed with the present second
    std::size_t templates() const { return m_templates.size(); }

private:
    std::vector<std::string> m_templates;
    std::string m_secret;
    std::uint64_t m_company;
    std::size_t m_position = 0;
};

} // namespace billhook::benchmarks
