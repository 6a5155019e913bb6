#pragma once

#include "models/items/plandraft.h"
#include "services/billing/editplans.h"
#include "views/shell/loaded.h"

#include <QObject>
#include <QSet>
#include <QString>
#include <QTimer>
#include <QUndoStack>

#include <optional>

namespace billhook::plans {

/**
 * The plan that is being edited: what was read, what is typed, what is wrong with it, what would come of it,
 * and the operation that makes it so. Nothing that was typed goes without the person's word: not by a newer
 * version from elsewhere, not by a failure.
 */
class PlanEditor final : public QObject
{
    Q_OBJECT

public:
    enum class Stage
    {
        Closed,
        Editing,
        Sending, ///< asked to keep it
        UnderWay, ///< kept; carried out at Stripe
        Failed ///< ended without success; what was typed stays
    };
    Q_ENUM(Stage)

    PlanEditor(const billing::PlanDesk &desk, QObject *parent = nullptr);

    void edit(const domain::Plan &plan);
    void editNew();
    void editLink(const domain::Plan &product);
    void close();

    Stage stage() const { return m_stage; }
    bool isOpen() const { return m_stage != Stage::Closed; }
    bool isBusy() const { return m_stage == Stage::Sending || m_stage == Stage::UnderWay; }
    billing::PlanEdit::Kind kind() const { return m_edit.kind; }
    const domain::Plan &plan() const { return m_edit.plan; }
    const items::PlanDraft &draft() const { return m_draft; }
    const items::PlanDraft &base() const { return m_base; }
    QMap<QString, QString> problems() const { return m_read.problems; }
    QList<items::DraftDifference> changes() const { return items::differences(m_base, m_draft); }
    bool isDirty() const { return isOpen() && m_draft != m_base; }
    bool canSave() const;
    QUndoStack &history() { return m_history; }
    const shell::Loaded<billing::PlanPreview> &review() const { return m_review; }
    bool reviewPending() const { return m_pause.isActive() || !m_review.settled(); }
    const std::optional<billing::OperationReport> &operation() const { return m_operation; }
    QString failure() const { return m_failure; } ///< why it could not be kept, for people

    /** What the person made of it; one field at a time, so that what is typed into one is undone as one. */
    void change(const QString &field, const items::PlanDraft &draft);
    void discard(); ///< back to what was read
    void save();
    void archive();

    /** The plan as it is now. Taken where nothing was typed; else it is a conflict until resolve(). */
    void takeNewer(const domain::Plan &plan);
    const std::optional<domain::Plan> &newer() const { return m_newer; }
    /** Goes on from the newer version, with their value in these fields and mine in the others. */
    void resolve(const QSet<QString> &theirs);

Q_SIGNALS:
    void opened(); ///< another plan, or another version of it: the fields are to be filled anew
    void draftChanged(); ///< by the person or by undo
    void reviewChanged();
    void stageChanged();
    void conflictFound();
    void listStale(); ///< read the plans again
    void saved(const QString &plan); ///< its id

private:
    class Command;

    void open(billing::PlanEdit edit, const items::PlanDraft &base, const items::PlanDraft &draft);
    void setDraft(const items::PlanDraft &draft);
    void planReview();
    void readReview();
    void begin(const billing::PlanEdit &edit);
    void takeBegun(const domain::Result<QUuid> &begun);
    void follow();
    void takeReport(const domain::Result<billing::OperationReport> &report);
    void setStage(Stage stage);

    billing::PlanDesk m_desk;
    billing::PlanEdit m_edit;
    items::PlanDraft m_base;
    items::PlanDraft m_draft;
    items::PlanDraft m_sent; ///< what the operation makes so; more may be typed meanwhile
    items::ReadDraft m_read;
    QUndoStack m_history;
    shell::Loaded<billing::PlanPreview> m_review;
    std::optional<domain::Plan> m_newer;
    std::optional<billing::OperationReport> m_operation;
    QString m_failure;
    Stage m_stage = Stage::Closed;
    QTimer m_pause; ///< from the last key to the dry run
    QTimer m_poll; ///< of the operation
};

} // namespace billhook::plans
