#pragma once

#include "services/sandbox/engine/apishape.h"
#include "services/sandbox/engine/refusal.h"
#include "services/sandbox/engine/transaction.h"
#include "services/sandbox/objects/fields.h"

#include <QJsonObject>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace billhook::sandbox {

/** How an object is looked at: under which version, when, and from where. */
struct Look
{
    const Transaction &transaction;
    const ApiShape &shape;
};

/** A parameter of a list, compared with a place in the object (`recurring.interval`). */
struct ListFilter
{
    std::string name; ///< `recurring[interval]`; a list of texts means any of them
    std::string place;
    /** Where comparing is not enough. */
    bool (*fits)(const QJsonObject &document, const QString &wanted, const Look &look) = nullptr;
    bool always = false; ///< also asked, with an empty text, when the call does not give it
};

/** A call beside create, retrieve, update and delete, such as POST /v1/invoices/{id}/pay. */
struct ObjectAction
{
    /** The object it is for; empty, where it is for none. Gives a document of the kind `gives`. */
    using Perform = Attempt<QJsonObject>(Transaction &, const QJsonObject &object, const QJsonObject &given);

    std::string name; ///< the rest of the path; empty: the object's own path
    Perform *perform = nullptr;
    std::vector<Field> fields = {};
    std::string method = "POST";
    bool ofAll = false; ///< of no single object: /v1/invoices/create_preview
    std::string gives = {}; ///< another kind; empty: its own
    bool asItIs = false; ///< the answer is no document but the body itself
};

/** A list of another kind's objects below one's path: /v1/customers/{id}/payment_methods. */
struct NestedList
{
    std::string name;
    std::string kind;
    std::string place; ///< the field that holds the id of the object it is below
};

/** What a search may ask for. */
struct SearchField
{
    std::string name;
    bool partly = false; ///< `~`, a part of the text, too
};

/**
 * All that is particular to one kind of object. The API makes its routes of it; a function that is missing is
 * a call that Stripe does not have. Objects lie in the store in their newest shape, with everything
 * includable; what begins with `_` is the sandbox's own and never shown.
 */
struct ObjectKind
{
    std::string object = {}; ///< Stripe's name, such as price
    std::string table = {}; ///< where its documents lie
    std::string path = {}; ///< /v1/prices
    std::vector<Field> fields = {};
    std::vector<ListFilter> filters = {};
    /** field -> kind: expandable. Within objects and lists: default_settings.customer. */
    std::map<std::string, std::string> references = {};
    std::vector<std::string> includable = {}; ///< left out unless expanded
    std::vector<std::string> onceOnly = {}; ///< shown by the call that creates it and never again
    std::vector<SearchField> searchable = {}; ///< empty: no search
    std::vector<ObjectAction> actions = {};
    std::vector<NestedList> lists = {};
    bool listed = true; ///< has a list of all

    using Create = Attempt<QJsonObject>(Transaction &, const QJsonObject &given, const ApiShape &);
    using Update = Attempt<QJsonObject>(Transaction &, const QJsonObject &object, const QJsonObject &given);
    using Remove = std::optional<Refusal>(Transaction &, const QJsonObject &object);
    using Belongs = bool(const QJsonObject &document);
    using Present = QJsonObject(const QJsonObject &document, const Look &);
    using Include = QJsonValue(const QJsonObject &document, const QString &name, const Look &);
    using Stock = std::optional<QJsonObject>(Transaction &, const std::string &id);
    Create *create = nullptr;
    Update *update = nullptr;
    Remove *remove = nullptr;
    Belongs *belongs = nullptr; ///< of a table that two kinds share: whether a document is of this one
    Present *present = nullptr; ///< the document as this version shows it; without one, as it is
    Include *include = nullptr; ///< the value of something includable that the document does not hold
    Stock *stock = nullptr; ///< makes the object of an id that every account has, such as pm_card_visa
};

/** Every kind there is. */
const std::vector<const ObjectKind *> &objectKinds();
const ObjectKind *kindNamed(const std::string &object);

/** The object of that kind, if there is one. */
std::optional<QJsonObject> findObject(
    const Transaction &transaction, const ObjectKind &kind, const std::string &id);

/** The document as `look` shows it unasked: without what has to be expanded or is shown once. */
QJsonObject shown(const ObjectKind &kind, const QJsonObject &document, const Look &look);

/** The test clock that the object, or the customer it belongs to, lives by; empty: none. */
std::string clockOf(const Transaction &transaction, const QJsonObject &object);
/** The time there. */
Seconds timeOf(const Transaction &transaction, const std::string &clock);

/** Tells `type` about a document, in the newest shape. */
void tell(
    Transaction &transaction, const ObjectKind &kind, const std::string &type, const QJsonObject &document);
/** Puts a new document and tells it as `type`. */
void putNew(
    Transaction &transaction, const ObjectKind &kind, const std::string &type, const QJsonObject &document);
/** Puts a changed one and tells it as `type`; nothing when it is the same. */
void putChange(Transaction &transaction, const ObjectKind &kind, const std::string &type,
    const QJsonObject &before, const QJsonObject &after);
/** The same with what it was before; nothing when that looks the same. */
void tellChange(Transaction &transaction, const ObjectKind &kind, const std::string &type,
    const QJsonObject &before, const QJsonObject &after);

} // namespace billhook::sandbox
