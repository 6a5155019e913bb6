#include "services/sandbox/company/names.h"

#include "services/sandbox/company/nametables.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace billhook::sandbox {

namespace {

std::size_t pickCulture(Random &random)
{
    std::vector<int> weights;
    for (const auto &culture : cultures()) {
        weights.push_back(culture.weight);
    }
    return random.weighted(weights);
}

/** The ASCII letter for a two-byte Latin letter, or "" when there is none. */
std::string_view plainLetter(std::string_view sequence)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 34> letters{ { { "ä", "ae" },
        { "ö", "oe" }, { "ü", "ue" }, { "ß", "ss" }, { "é", "e" }, { "è", "e" }, { "ê", "e" }, { "á", "a" },
        { "à", "a" }, { "ã", "a" }, { "å", "a" }, { "í", "i" }, { "ó", "o" }, { "ô", "o" }, { "ú", "u" },
        { "ñ", "n" }, { "ç", "c" }, { "ø", "o" }, { "É", "e" }, { "Ö", "oe" }, { "Ü", "ue" }, { "Ä", "ae" },
        { "č", "c" }, { "ř", "r" }, { "š", "s" }, { "ť", "t" }, { "ý", "y" }, { "ł", "l" }, { "ó", "o" },
        { "ś", "s" }, { "ż", "z" }, { "ě", "e" }, { "ë", "e" }, { "î", "i" } } };
    const auto found = std::find_if(
        letters.begin(), letters.end(), [sequence](const auto &entry) { return entry.first == sequence; });
    return found == letters.end() ? std::string_view() : found->second;
}

} // namespace

std::string slug(const std::string &name)
{
    std::string result;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            result += c;
        } else if (c >= 'A' && c <= 'Z') {
            result += static_cast<char>(c - 'A' + 'a');
        } else if (byte >= 0xC0U && i + 1 < name.size()) {
            result += plainLetter(std::string_view(name).substr(i, 2));
            ++i;
        } else if ((c == ' ' || c == '-') && !result.empty() && result.back() != '-') {
            result += '-';
        }
    }
    while (!result.empty() && result.back() == '-') {
        result.pop_back();
    }
    return result;
}

Names::Names(Random random)
    : m_random(random)
{ }

CompanyName Names::company()
{
    for (int attempt = 0;; ++attempt) {
        CompanyName company;
        company.culture = pickCulture(m_random);
        const auto &culture = cultures()[company.culture];
        auto stem = m_random.pick(culture.stems);
        if (attempt > 4) { // the plain combinations are nearly used up: take two stems
            stem += " " + m_random.pick(culture.stems);
        }
        stem += " " + m_random.pick(culture.trades);
        company.name = stem + m_random.pick(culture.forms);
        company.domain = slug(stem) + ".example";
        company.country = m_random.pick(culture.countries);
        company.currency = culture.currency;
        if (m_taken.insert(company.domain).second) {
            return company;
        }
    }
}

std::string Names::person(Random &random, std::size_t culture)
{
    const auto &own = cultures()[culture];
    return random.pick(own.given) + " " + random.pick(own.family);
}

std::string Names::project(Random &random)
{
    return random.pick(projectAdjectives()) + " " + random.pick(projectNouns());
}

} // namespace billhook::sandbox
