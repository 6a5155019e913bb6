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
 * includable.
 */
struct ObjectKind
{
    std::string object = {}; ///< Stripe's name, such as price
    std::string table = {}; ///< where its documents lie
    std::string path = {}; ///< /v1/prices
    std::vector<Field> fields = {};
    std::vector<ListFilter> filters = {};
    std::map<std::string, std::string> references = {}; ///< field -> kind: expandable
    std::vector<std::string> includable = {}; ///< left out unless expanded
    std::vector<std::string> onceOnly = {}; ///< shown by the call that creates it and never again
    std::vector<SearchField> searchable = {}; ///< empty: no search

    using Create = Attempt<QJsonObject>(Transaction &, const QJsonObject &given, const ApiShape &);
    using Update = Attempt<QJsonObject>(Transaction &, const QJsonObject &object, const QJsonObject &given);
    using Remove = std::optional<Refusal>(Transaction &, const QJsonObject &object);
    using Belongs = bool(const QJsonObject &document);
    using Present = QJsonObject(const QJsonObject &document, const Look &);
    Create *create = nullptr;
    Update *update = nullptr;
    Remove *remove = nullptr;
    Belongs *belongs = nullptr; ///< of a table that two kinds share: whether a document is of this one
    Present *present = nullptr; ///< the document as this version shows it; without one, as it is
};

/** Every kind there is. */
const std::vector<const ObjectKind *> &objectKinds();
const ObjectKind *kindNamed(const std::string &object);

/** The object of that kind, if there is one. */
std::optional<QJsonObject> findObject(
    const Transaction &transaction, const ObjectKind &kind, const std::string &id);

/** The document as `look` shows it unasked: without what has to be expanded or is shown once. */
QJsonObject shown(const ObjectKind &kind, const QJsonObject &document, const Look &look);

/** Tells `type` about a document, in the newest shape. */
void tell(
    Transaction &transaction, const ObjectKind &kind, const std::string &type, const QJsonObject &document);
/** The same with what it was before; nothing when that looks the same. */
void tellChange(Transaction &transaction, const ObjectKind &kind, const std::string &type,
    const QJsonObject &before, const QJsonObject &after);

} // namespace billhook::sandbox
