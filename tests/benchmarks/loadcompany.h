#pragma once

#include "tests/benchmarks/loadlife.h"

#include <cstdint>
#include <string>
#include <vector>

namespace billhook::benchmarks {

struct LoadUser
{
    std::string id; ///< UUID
    std::string email;
    std::string name;
    bool owner = false;
};

struct LoadProject
{
    std::string id; ///< UUID
    std::string name;
};

/** An organization of the SaaS with its people, its projects and what Stripe told about its customer. */
struct LoadOrganization
{
    std::string id; ///< UUID
    std::string name;
    std::string country;
    std::string customer;
    bool archived = false;
    Seconds created = 0;
    std::vector<LoadUser> users;
    std::vector<LoadProject> projects;
    std::vector<LoadEvent> events;
};

struct LoadRate
{
    std::string day; ///< ISO
    std::string from;
    std::string rate; ///< US dollars for one unit, decimal text
};

/**
 * A company of any size, invented from a seed: N organizations, 1.1 N subscriptions, 2 N users, 3 N projects
 * and 24 months of history. Each organization depends on the seed, the size and its own number alone, so any
 * number of threads may ask.
 */
class LoadCompany final
{
public:
    LoadCompany(std::int64_t organizations, std::uint64_t seed, Seconds end);

    std::int64_t size() const { return m_size; }
    Seconds end() const { return m_end; }
    LoadOrganization organization(std::int64_t number) const; ///< 0 .. size()-1
    std::vector<LoadEvent> catalog() const; ///< products and prices
    std::vector<LoadRate> rates() const;

private:
    std::int64_t subscriptionsOf(std::int64_t number) const;
    void tellCustomer(const LoadOrganization &organization, sandbox::Random &random, std::size_t currency,
        EventLog &log) const;
    void tellSubscriptions(
        LoadOrganization &organization, std::int64_t number, sandbox::Random &random) const;
    void addPeople(LoadOrganization &organization, std::int64_t number, sandbox::Random &random) const;

    std::int64_t m_size;
    sandbox::Random m_random;
    Seconds m_end;
};

} // namespace billhook::benchmarks
