#include "app/daemon/commands.h"
#include "app/daemon/configuration.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"
#include "app/daemon/planorder.h"
#include "models/items/moneyformat.h"
#include "services/billing/linkplan.h"
#include "services/billing/planchanges.h"
#include "services/billing/planjson.h"
#include "services/billing/planpreview.h"
#include "services/billing/planstore.h"
#include "services/observability/log.h"
#include "services/operations/operationstore.h"
#include "services/postgres/session.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <chrono>
#include <iostream>
#include <memory>

namespace billhook::daemon {

using app::ExitCode;
using billing::PlanStore;
using billing::SoldPlan;
using domain::Error;
using domain::ErrorKind;
using domain::Plan;
using domain::Result;
using operations::Intention;
using operations::Operation;
using operations::OperationState;
using namespace Qt::StringLiterals;

namespace {

const billing::Caller caller{ u"program:billhookd"_s };

struct PlanRequest
{
    std::string word; ///< id or slug of a plan; of a product for link
    PlanOrder order;
    std::optional<int> version;
    std::optional<int> patience;
    bool json = false;
    bool dryRun = false;
};

using Make = std::function<Result<Intention>(postgres::Session &session)>;

std::string textOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Indented).toStdString();
}

std::string limitText(const std::optional<std::int64_t> &limit, bool perUnit)
{
    return limit ? std::to_string(*limit) + (perUnit ? " a unit" : "") : "unlimited";
}

std::string priceText(const domain::PlanPrice &price)
{
    const auto amount = items::MoneyFormat(QLocale::c()).exact(price.amount).toStdString();
    const auto count = price.intervalCount == 1 ? std::string() : std::to_string(price.intervalCount) + " ";
    return amount + " / " + count + price.interval;
}

std::string defaultPriceText(const Plan &plan)
{
    for (const auto &price : plan.terms.prices) {
        if (price.isDefault) {
            return priceText(price);
        }
    }
    return "-";
}

QJsonObject jsonOf(const SoldPlan &sold)
{
    auto json = billing::planJson(sold.plan);
    json.insert(u"subscriber_count"_s, qint64{ sold.figures.subscribers });
    json.insert(u"mrr"_s, qint64{ sold.figures.mrr });
    return json;
}

void print(const Plan &plan, bool json)
{
    if (json) {
        std::cout << textOf(billing::planJson(plan));
        return;
    }
    const auto &terms = plan.terms;
    std::cout << terms.name << " (" << terms.slug << "), version " << plan.version
              << (terms.isActive ? "" : ", hidden") << '\n'
              << "  id        " << plan.id << '\n'
              << "  product   " << plan.stripeProductId << '\n'
              << "  users     " << limitText(terms.maxUsers, terms.limitsPerUnit) << '\n'
              << "  projects  " << limitText(terms.maxProjects, terms.limitsPerUnit) << '\n';
    for (const auto &price : terms.prices) {
        std::cout << "  price     " << priceText(price) << "  " << price.stripePriceId
                  << (price.isDefault ? "  default" : "") << (price.isActive ? "" : "  archived") << '\n';
    }
}

std::string valueText(const QJsonValue &value)
{
    if (value.isArray()) {
        return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact).toStdString();
    }
    return value.isNull() ? "-" : value.toVariant().toString().toStdString();
}

void print(const billing::PlanPreview &preview, bool json)
{
    if (json) {
        std::cout << textOf(billing::previewJson(preview));
        return;
    }
    std::cout << "Dry run: nothing was sent.\n";
    for (const auto &change : preview.changes) {
        std::cout << "  " << change.field.toStdString() << ": " << valueText(change.from) << " -> "
                  << valueText(change.to) << '\n';
    }
    for (const auto &call : preview.calls) {
        std::cout << "  " << call.method << ' ' << call.path;
        for (const auto &[name, value] : call.parameters) {
            std::cout << ' ' << name << '=' << value;
        }
        std::cout << '\n';
    }
    for (const auto &warning : preview.warnings) {
        std::cout << "  note: " << warning << '\n';
    }
}

/** Opens a session for plans and carries the work out in it. */
ExitCode withPlans(const Settings &settings, const std::function<Result<void>(postgres::Session &)> &work)
{
    return onDatabase(settings, [&](const DatabaseAccess &database) {
        auto session = database.session();
        if (!session) {
            return reported(session.error());
        }
        const auto done = work(**session);
        return done ? ExitCode::Done : reported(done.error());
    });
}

Result<void> listPlans(postgres::Session &session, bool json)
{
    auto plans = PlanStore(session).listSold();
    if (!plans) {
        return plans.error();
    }
    if (json) {
        QJsonArray all;
        for (const auto &sold : *plans) {
            all.append(jsonOf(sold));
        }
        std::cout << QJsonDocument(all).toJson(QJsonDocument::Indented).toStdString();
        return {};
    }
    for (const auto &[plan, figures] : *plans) {
        std::cout << plan.terms.slug << '\t' << plan.terms.name << '\t' << defaultPriceText(plan) << '\t'
                  << limitText(plan.terms.maxUsers, plan.terms.limitsPerUnit) << '\t'
                  << limitText(plan.terms.maxProjects, plan.terms.limitsPerUnit) << '\t'
                  << (plan.terms.isActive ? "active" : "hidden") << '\t' << figures.subscribers
                  << " subscribers\tversion " << plan.version << '\n';
    }
    return {};
}

Error failureOf(const Operation &operation)
{
    const auto code = operation.errorCode.toStdString();
    const auto kind = code == "stripe_key_refused" ? ErrorKind::Configuration
        : code == "stripe_forbidden"               ? ErrorKind::Forbidden
                                                   : ErrorKind::InvalidInput;
    return { kind, code, operation.errorMessage.toStdString(), {} };
}

Error unfinished(const Operation &operation)
{
    std::string message = "The change is kept as operation "
        + operation.id.toString(QUuid::WithoutBraces).toStdString()
        + " and is not done yet. A running billhookd serve with STRIPE_SECRET_KEY goes on with it; look at "
          "GET /api/operations/"
        + operation.id.toString(QUuid::WithoutBraces).toStdString() + ".";
    if (!operation.errorMessage.isEmpty()) {
        message += " The last attempt: " + operation.errorMessage.toStdString();
    }
    return { ErrorKind::Timeout, "operation_goes_on", std::move(message), {} };
}

Result<Operation> ended(postgres::Session &session, const QUuid &id, std::chrono::seconds patience)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        auto operation = operations::OperationStore(session).read(id);
        if (!operation || operation->finished()) {
            return operation;
        }
        if (std::chrono::steady_clock::now() > deadline) {
            return unfinished(*operation);
        }
        if (auto paused = session.execute(u"truth/pause_briefly"_s); !paused) {
            return paused.error();
        }
    }
}

/** Shows what a change comes to, or has it carried out by a daemon and waits for that. */
Result<void> change(postgres::Session &session, const PlanRequest &request, const Make &make)
{
    const auto intention = make(session);
    if (!intention) {
        return intention.error();
    }
    if (request.dryRun) {
        const auto preview = billing::previewPlanChange(session, *intention);
        if (preview) {
            print(*preview, request.json);
        }
        return preview ? Result<void>() : preview.error();
    }
    PlanStore store(session);
    if (billing::changesAnything(*intention)) {
        const auto version = request.version ? std::optional<std::int64_t>(*request.version) : std::nullopt;
        const auto begun = billing::beginPlanChange(session, *intention, version, {});
        if (!begun) {
            return begun.error();
        }
        const auto operation = ended(session, *begun, std::chrono::seconds(request.patience.value_or(30)));
        if (!operation || operation->state != OperationState::Done) {
            return operation ? failureOf(*operation) : operation.error();
        }
    } else {
        std::cerr << "Nothing is different: nothing was sent.\n";
    }
    const auto plan = store.read(intention->subject.toStdString());
    if (plan) {
        print(*plan, request.json);
    }
    return plan ? Result<void>() : plan.error();
}

Result<Intention> created(const PlanRequest &request)
{
    const auto body = request.order.body({});
    auto terms = body ? billing::termsFrom(*body, {}) : Result<domain::PlanTerms>(body.error());
    return terms ? billing::createPlan(*std::move(terms), caller) : terms.error();
}

/** Against what was just read: without --version nobody else's change in between is overwritten either. */
Result<Intention> updated(postgres::Session &session, PlanRequest &request)
{
    const auto plan = PlanStore(session).read(request.word);
    if (!plan) {
        return plan.error();
    }
    request.version = request.version.value_or(static_cast<int>(plan->version));
    const auto body = request.order.body(plan->terms);
    auto terms = body ? billing::termsFrom(*body, plan->terms) : Result<domain::PlanTerms>(body.error());
    return terms ? billing::updatePlan(*plan, *std::move(terms), caller) : terms.error();
}

Result<Intention> archived(postgres::Session &session, const PlanRequest &request)
{
    const auto plan = PlanStore(session).read(request.word);
    return plan ? Result<Intention>(billing::archivePlan(*plan, caller)) : plan.error();
}

Result<Intention> linked(const Settings &settings, const PlanRequest &request)
{
    stripeclient::ClientOptions options;
    options.apiBase = QUrl(QString::fromStdString(settings.get("STRIPE_API_BASE")));
    options.secretKey = QByteArray::fromStdString(settings.get("STRIPE_SECRET_KEY"));
    options.liveKeyToForeignHost = settings.get("STRIPE_LIVE_KEY_TO_FOREIGN_HOST") == "1";
    if (options.secretKey.isEmpty()) {
        return Error{ ErrorKind::Configuration, "stripe_key_missing",
            "STRIPE_SECRET_KEY is not set: the product is read from Stripe. Nothing was changed.", {} };
    }
    observability::Log log(observability::LogLevel::Error);
    auto client = stripeclient::Client::create(options, log);
    const auto body = request.order.body({});
    if (!client || !body) {
        return client ? body.error() : client.error();
    }
    return billing::linkPlan(**client, request.word, *body, caller);
}

using Shared = std::shared_ptr<PlanRequest>;

/** A command that changes something; `make` says what. */
app::Options addChange(Commands &commands, const std::string &words, const std::string &help,
    const Shared &request,
    const std::function<Result<Intention>(const Settings &, postgres::Session &)> &make)
{
    auto options = commands.add(words, help, [request, make](const Settings &settings) {
        return withPlans(settings, [&](postgres::Session &session) {
            return change(session, *request, [&](postgres::Session &open) { return make(settings, open); });
        });
    });
    options.flag("--json", request->json, "answers in JSON")
        .flag("--dry-run", request->dryRun, "lists the changes and the calls to Stripe, and sends nothing")
        .number("--wait", request->patience, 0, 3'600, "seconds to wait for Stripe (30)");
    return options;
}

void addReaders(Commands &commands, const Shared &request)
{
    commands
        .add("plan list", "every plan, hidden ones too",
            [request](const Settings &settings) {
                return withPlans(
                    settings, [&](postgres::Session &session) { return listPlans(session, request->json); });
            })
        .flag("--json", request->json, "answers in JSON");
    commands
        .add("plan show", "one plan with its prices",
            [request](const Settings &settings) {
                return withPlans(settings, [&](postgres::Session &session) {
                    const auto plan = PlanStore(session).read(request->word);
                    if (plan) {
                        print(*plan, request->json);
                    }
                    return plan ? Result<void>() : plan.error();
                });
            })
        .flag("--json", request->json, "answers in JSON")
        .text("PLAN", request->word, "id or slug")
        .required();
}

} // namespace

void addPlan(Commands &commands)
{
    const auto request = std::make_shared<PlanRequest>();
    commands.group("plan", "what the company sells");
    addReaders(commands, request);
    auto create = addChange(commands, "plan create", "makes a plan at Stripe", request,
        [request](const Settings &, postgres::Session &) { return created(*request); });
    request->order.addTo(create);
    auto update
        = addChange(commands, "plan update", "changes a plan; subscribers stay on their prices", request,
            [request](const Settings &, postgres::Session &session) { return updated(session, *request); });
    update.number(
        "--version", request->version, 1, 1'000'000'000, "refuses if the plan has moved on from this one");
    update.text("PLAN", request->word, "id or slug").required();
    request->order.addTo(update);
    auto archive = addChange(commands, "plan archive", "hides a plan; subscribers stay", request,
        [request](const Settings &, postgres::Session &session) { return archived(session, *request); });
    archive.text("PLAN", request->word, "id or slug").required();
    auto link = addChange(commands, "plan link", "makes a plan of a product that Stripe has", request,
        [request](const Settings &settings, postgres::Session &) { return linked(settings, *request); });
    link.text("PRODUCT", request->word, "prod_...").required();
    request->order.addTo(link);
}

} // namespace billhook::daemon
