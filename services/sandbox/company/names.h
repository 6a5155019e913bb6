#pragma once

#include "services/sandbox/engine/random.h"

#include <set>
#include <string>

namespace billhook::sandbox {

struct CompanyName
{
    std::string name;
    std::string domain; ///< under .example, which belongs to nobody
    std::string country; ///< ISO 3166, upper case
    std::string currency; ///< what it is billed in
    std::size_t culture = 0; ///< whose people's names fit
};

/** Invents companies, people and projects. Every company name and domain is given out once. */
class Names final
{
public:
    explicit Names(Random random);

    CompanyName company();
    static std::string person(Random &random, std::size_t culture);
    static std::string project(Random &random);

private:
    Random m_random;
    std::set<std::string> m_taken;
};

/** Lower case ASCII with hyphens, for domains and mail addresses. */
std::string slug(const std::string &name);

} // namespace billhook::sandbox
