#pragma once

#include "models/domain/result.h"

#include <memory>
#include <string>
#include <vector>

namespace billhook::access {

enum class PersonRole
{
    Finance,
    Admin
};

struct Person
{
    std::string name;
    PersonRole role = PersonRole::Finance;
};

/** What was done, or what somebody with the right to must run instead. */
struct PersonChange
{
    bool done = false;
    std::string password; ///< of a new login, to be shown once and kept nowhere
    std::string sql; ///< to be run by hand where done is false; holds a verifier, never the password
    std::string left; ///< what could not be ended, for the person at the terminal; empty when all is
};

/**
 * People's own database logins (`billhookd person`). The connecting login needs CREATEROLE; without it the
 * SQL to run is handed back. Names are any text a role can have; those of the server and of our groups (pg_,
 * billhook_) are refused. Blocking; one call at a time.
 */
class People final
{
public:
    explicit People(std::string url);
    People(const People &) = delete;
    People &operator=(const People &) = delete;
    ~People();

    /** A new login with a generated password, or another role in place of the one a login has (no password
     * then; its sessions end where it may do less). */
    domain::Result<PersonChange> add(const std::string &name, PersonRole role);
    domain::Result<std::vector<Person>> list();
    /** No login, no group, no session, nothing owned: all of it, or `left` says what is left. NotFound when
     * nobody has that name and a role of ours. */
    domain::Result<PersonChange> remove(const std::string &name);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::access
