#include "views/plans/planspage.h"

#include "views/plans/plancolumn.h"
#include "views/plans/planform.h"
#include "views/plans/planreview.h"
#include "views/plans/plantexts.h"
#include "views/widgets/banner.h"
#include "views/widgets/conflictdialog.h"
#include "views/widgets/stateview.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QShortcut>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace billhook::plans {

using namespace Qt::StringLiterals;
using billing::PlanEdit;
using billing::SoldPlan;
using domain::Area;
using theme::Color;
using widgets::Tone;

namespace {

constexpr int reviewWidth = 448;
constexpr int narrowestReview = 272;
constexpr int narrowestForm = 528; ///< all of a price in its row

bool named(const SoldPlan &sold, const QString &word)
{
    const std::string wanted = word.toStdString();
    return sold.plan.id == wanted || sold.plan.terms.slug == wanted || sold.plan.stripeProductId == wanted
        || sold.plan.terms.name == wanted;
}

} // namespace

PlansPage::PlansPage(const billing::PlanDesk &desk, QWidget *parent)
    : Page(parent)
    , m_desk(desk)
    , m_editor(desk)
    , m_plans(this, { Area::Catalog, Area::Subscriptions, Area::Revenue }, [this] { showList(); })
    , m_holders(this, { Area::Catalog, Area::Subscriptions },
          [this] {
              m_form->setHolders(m_holders.value());
              Q_EMIT settledChanged();
          })
    , m_products(this, {}, [this] { chooseProduct(); })
{
    m_banner = new widgets::Banner;
    m_banner->hide();
    m_column = new PlanColumn;
    m_form = new PlanForm(m_editor);
    m_review = new PlanReview(m_editor, m_desk);
    m_nothing = new widgets::StateView;
    m_nothing->setObjectName(u"plans_state"_s);
    m_nothing->hide();
    m_form->setMinimumSize(narrowestForm, 200);
    m_review->setMinimumSize(narrowestReview, 160);
    m_sides = new QBoxLayout(QBoxLayout::LeftToRight);
    m_sides->setSpacing(0);
    m_sides->addWidget(m_form, 6);
    m_sides->addWidget(m_review, 5);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(0);
    columns->addWidget(m_column);
    columns->addWidget(m_nothing, 1);
    columns->addLayout(m_sides, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addLayout(columns, 1);
    createKeys();
    connectEditor();
    showEditor();
}

void PlansPage::createKeys()
{
    const auto add = [this](const QKeySequence &keys, auto act) {
        auto *shortcut = new QShortcut(keys, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    add(QKeySequence::Save, [this] {
        if (m_editor.canSave()) {
            m_editor.save();
        } else {
            m_form->focusProblem();
        }
    });
    add(QKeySequence::Undo, [this] { m_editor.history().undo(); });
    add(QKeySequence::Redo, [this] { m_editor.history().redo(); });
    add(QKeySequence::New, [this] { guarded([this] { startNew(); }); });
    add(QKeySequence(u"/"_s), [this] { m_column->focusFilter(); });
}

void PlansPage::connectEditor()
{
    connect(m_column, &PlanColumn::planChosen, this,
        [this](const QString &id) { guarded([this, id] { choose(id); }); });
    connect(m_column, &PlanColumn::newAsked, this, [this] { guarded([this] { startNew(); }); });
    connect(m_column, &PlanColumn::linkAsked, this, [this] { guarded([this] { askProducts(); }); });
    connect(&m_editor, &PlanEditor::opened, this, [this] {
        const auto &product = m_editor.plan().stripeProductId;
        if (m_editor.isOpen() && !product.empty()) {
            m_holders.load([this, id = QString::fromStdString(product)] { return m_desk.holders(id); });
        } else {
            m_holders.clear();
        }
        showEditor();
    });
    connect(&m_editor, &PlanEditor::draftChanged, this, &PlansPage::showEditor);
    connect(&m_editor, &PlanEditor::stageChanged, this, &PlansPage::showEditor);
    connect(&m_editor, &PlanEditor::reviewChanged, this, &PlansPage::showReview);
    connect(&m_editor, &PlanEditor::listStale, this, [this] { m_plans.reload(); });
    connect(&m_editor, &PlanEditor::saved, this, &PlansPage::takeSaved);
    connect(&m_editor, &PlanEditor::conflictFound, this, &PlansPage::askConflict);
    connect(m_banner, &widgets::Banner::actionTriggered, this, [this] {
        if (m_editor.newer()) {
            askConflict();
        }
    });
    connect(m_review, &PlanReview::warningFollowed, this, [this](const QString &plan) {
        const QString value = QString::fromLatin1(QUrl::toPercentEncoding(plan));
        Q_EMIT linkFollowed(u"organizations"_s, u"plan=%1 %2"_s.arg(value, plan));
    });
    connect(m_nothing, &widgets::StateView::actionTriggered, this, [this] {
        if (m_plans.state() == shell::LoadState::Failed) {
            m_plans.reload();
        } else {
            startNew();
        }
    });
}

void PlansPage::setRange(const domain::RangeChoice & /*choice*/)
{
    if (m_plans.state() == shell::LoadState::Idle) {
        m_plans.load(m_desk.list);
    }
}

void PlansPage::refresh()
{
    m_plans.reload();
    m_holders.reload();
}

void PlansPage::applyChanges(const domain::Areas &areas)
{
    m_plans.applyChanges(areas);
    m_holders.applyChanges(areas);
}

bool PlansPage::settled() const
{
    return m_plans.settled() && m_holders.settled() && !m_editor.reviewPending();
}

QString PlansPage::failure() const
{
    return m_plans.error();
}

QString PlansPage::unsaved() const
{
    if (!m_editor.isDirty()) {
        return {};
    }
    return m_editor.kind() == PlanEdit::Kind::Create
        ? tr("The entries of the new plan")
        : tr("The changes to %1").arg(QString::fromStdString(m_editor.plan().terms.name));
}

void PlansPage::open(const QString &what)
{
    m_wanted = what;
    showList();
}

const SoldPlan *PlansPage::soldPlan(const QString &id) const
{
    const auto &plans = m_plans.value();
    if (!plans || id.isEmpty()) {
        return nullptr;
    }
    const auto found
        = std::find_if(plans->begin(), plans->end(), [&id](const SoldPlan &sold) { return named(sold, id); });
    return found == plans->end() ? nullptr : &*found;
}

/** After every answer; what is open in the form follows a newer version. */
void PlansPage::showList()
{
    if (const auto &plans = m_plans.value()) {
        m_column->setPlans(*plans);
        if (const SoldPlan *open = soldPlan(QString::fromStdString(m_editor.plan().id))) {
            m_editor.takeNewer(open->plan);
        }
        chooseFirst();
        m_column->setCurrent(QString::fromStdString(m_editor.plan().id));
    }
    showRole();
    showEditor();
    Q_EMIT settledChanged();
}

void PlansPage::chooseFirst()
{
    if (const SoldPlan *wanted = soldPlan(m_wanted)) {
        const QString id = QString::fromStdString(wanted->plan.id);
        m_wanted.clear();
        guarded([this, id] { choose(id); });
        return;
    }
    if (!m_editor.isOpen()) {
        choose(m_column->first());
    }
}

void PlansPage::choose(const QString &id)
{
    if (const SoldPlan *sold = soldPlan(id)) {
        m_editor.edit(sold->plan);
        m_column->setCurrent(id);
    }
}

/** Who may only read is told so once, above everything; fields show but do not take. */
void PlansPage::showRole()
{
    const bool reads = m_plans.value().has_value() && !m_desk.mayEdit();
    m_column->setReadOnly(reads);
    if (m_editor.newer()) {
        m_banner->setText({ u"git-compare"_s, Tone::Warn,
            tr("%1 was changed by somebody else.").arg(QString::fromStdString(m_editor.newer()->terms.name)),
            tr("What you typed is kept."), tr("Compare…") });
    } else if (reads) {
        m_banner->setText({ u"lock"_s, Tone::Neutral, tr("Your role is Finance, read only."),
            tr("You can look at plans; an admin changes them."), {} });
    }
    m_banner->setVisible(reads || m_editor.newer().has_value());
    m_form->setReadOnly(reads);
}

void PlansPage::showEditor()
{
    const bool open = m_editor.isOpen();
    m_form->fill();
    m_review->setVisible(open);
    m_nothing->setVisible(!open);
    if (!open) {
        const bool failed = m_plans.state() == shell::LoadState::Failed;
        const bool none = m_plans.value().has_value() && m_plans.value()->empty();
        m_nothing->setState(failed ? widgets::StateText{ u"circle-alert"_s, Tone::Danger,
                                tr("Plans could not be loaded"), m_plans.error(), tr("Try again") }
                : none             ? widgets::StateText{ u"layers"_s, Tone::Neutral, tr("No plans yet"),
                      tr("Make one, or link a product that Stripe has."),
                      m_desk.mayEdit() ? tr("New plan") : QString() }
                                   : widgets::StateText{
                           u"layers"_s, Tone::Neutral, tr("Plans"), tr("They are being read."), {} });
    }
    m_column->setDirty(m_editor.isDirty() ? QString::fromStdString(m_editor.plan().id) : QString());
    showReview();
}

void PlansPage::showReview()
{
    m_review->fill();
    Q_EMIT settledChanged();
}

void PlansPage::showExecutor()
{
    showReview();
}

/** Goes on at once where nothing would be lost, else asks. */
void PlansPage::guarded(const std::function<void()> &go)
{
    if (!m_editor.isDirty()) {
        go();
        return;
    }
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Not saved"), tr("%1 are not saved.").arg(unsaved()),
        QMessageBox::NoButton, this);
    box->setObjectName(u"leave_guard"_s);
    box->setInformativeText(tr("Leave them behind, or go on editing?"));
    auto *leave = box->addButton(tr("&Discard changes"), QMessageBox::DestructiveRole);
    auto *stay = box->addButton(tr("&Go on editing"), QMessageBox::RejectRole);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QMessageBox::buttonClicked, this, [this, go, leave](const QAbstractButton *clicked) {
        if (clicked == leave) {
            go();
        }
    });
    m_column->setCurrent(QString::fromStdString(m_editor.plan().id));
    box->open();
}

void PlansPage::startNew()
{
    if (!m_desk.mayEdit()) {
        return;
    }
    m_column->setCurrent({});
    m_editor.editNew();
    m_form->focusFirst();
}

void PlansPage::askProducts()
{
    m_productsAsked = true;
    m_products.load(m_desk.unlinked);
}

/** A menu of the products that are there; the one chosen opens in the form. */
void PlansPage::chooseProduct()
{
    if (!m_productsAsked || !m_products.settled()) {
        return;
    }
    m_productsAsked = false;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"plans_products"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (!m_products.error().isEmpty()) {
        menu->addAction(m_products.error())->setEnabled(false);
    } else if (m_products.value()->empty()) {
        menu->addAction(tr("Stripe has no product with plain recurring prices that is not a plan yet."))
            ->setEnabled(false);
    } else {
        for (const domain::Plan &product : *m_products.value()) {
            const QString text = u"%1 · %2 · %3"_s.arg(QString::fromStdString(product.terms.name),
                priceText(product.terms), QString::fromStdString(product.stripeProductId));
            menu->addAction(text, this, [this, product] {
                m_column->setCurrent({});
                m_editor.editLink(product);
            });
        }
    }
    menu->popup(m_column->below());
}

void PlansPage::askConflict()
{
    showRole();
    if (findChild<widgets::ConflictDialog *>() != nullptr) {
        return;
    }
    auto *dialog = new widgets::ConflictDialog(
        QString::fromStdString(m_editor.plan().terms.name), conflictOf(m_editor), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_editor.resolve(dialog->theirs());
        showRole();
    });
    dialog->open();
}

void PlansPage::takeSaved(const QString &plan)
{
    m_wanted = plan;
    m_plans.reload();
}

/** The review stands beside the form where there is room for both, else under it. */
void PlansPage::resizeEvent(QResizeEvent *event)
{
    const bool beside = width() >= m_column->width() + narrowestForm + narrowestReview;
    m_sides->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_review->setMaximumWidth(beside ? reviewWidth : QWIDGETSIZE_MAX);
    Page::resizeEvent(event);
}

void PlansPage::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(Color::Window, palette()));
}

} // namespace billhook::plans
