#include "views/theme/theme.h"
#include "views/widgets/conflictdialog.h"
#include "views/widgets/formfield.h"
#include "views/widgets/listeditor.h"
#include "views/widgets/moneyfield.h"
#include "views/widgets/operationprogress.h"
#include "views/widgets/reviewpane.h"
#include "views/widgets/segment.h"
#include "views/widgets/switch.h"

#include <QAccessible>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace billhook;
using namespace billhook::widgets;
using namespace Qt::StringLiterals;

/** The parts forms are made of, by keyboard and as a screen reader has them. */
class FormPartsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme.install(theme::Mode::Light); }
    void testFormField_SpeaksNameValueAndMessage();
    void testTextField_EscapeGivesBackWhatItWas();
    void testMoneyField_KnowsItsCurrency();
    void testSwitch_IsACheckBox_AndSpaceTurnsIt();
    void testSegment_IsChosenByArrows();
    void testListEditor_AddsMovesAndRemovesByKeyboard();
    void testReviewPane_ShowsCallsAndLeadsToWarnings();
    void testConflictDialog_KeepsMineAtFirst_AndTakesAllOfEither();
    void testOperationProgress_SaysWhatFailed();

private:
    theme::Theme m_theme;
};

static QString spoken(QWidget &widget, QAccessible::Text what)
{
    return QAccessible::queryAccessibleInterface(&widget)->text(what);
}

void FormPartsTest::testFormField_SpeaksNameValueAndMessage()
{
    auto *field = new TextField;
    FormField frame(u"Members"_s, field);
    frame.show();
    field->setText(u"many"_s);
    frame.setMessage(u"Enter a whole number."_s, Tone::Danger);
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(field);
    QCOMPARE(interface->role(), QAccessible::EditableText);
    QCOMPARE(spoken(*field, QAccessible::Name), u"Members"_s);
    QCOMPARE(spoken(*field, QAccessible::Value), u"many"_s);
    QCOMPARE(spoken(*field, QAccessible::Description), u"Enter a whole number."_s);
    QVERIFY(frame.findChild<FieldMessage *>()->isVisible());
    frame.setMessage({}, Tone::Neutral);
    QVERIFY(!frame.findChild<FieldMessage *>()->isVisible());
    QCOMPARE(spoken(*field, QAccessible::Description), QString());
}

void FormPartsTest::testTextField_EscapeGivesBackWhatItWas()
{
    TextField field;
    field.setText(u"49.00"_s);
    field.show();
    field.activateWindow();
    field.setFocus();
    QTRY_VERIFY(field.hasFocus());
    field.selectAll();
    QTest::keyClicks(&field, u"59"_s);
    QSignalSpy edited(&field, &QLineEdit::textEdited);
    QTest::keyClick(&field, Qt::Key_Escape);
    QCOMPARE(field.text(), u"49.00"_s);
    QCOMPARE(edited.size(), 1);
}

void FormPartsTest::testMoneyField_KnowsItsCurrency()
{
    MoneyField field;
    field.setCurrency(u"jpy"_s);
    field.showText(u"6500.50"_s);
    QVERIFY(!field.money());
    QVERIFY(field.problem().contains(u"6,500"_s));
    field.setCurrency(u"usd"_s);
    QCOMPARE(field.money()->minor(), 650'050);
    QVERIFY(field.problem().isEmpty());
}

void FormPartsTest::testSwitch_IsACheckBox_AndSpaceTurnsIt()
{
    Switch active(u"Active"_s);
    active.show();
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&active);
    QCOMPARE(interface->role(), QAccessible::CheckBox);
    QCOMPARE(spoken(active, QAccessible::Name), u"Active"_s);
    QTest::keyClick(&active, Qt::Key_Space);
    QVERIFY(active.isChecked());
    QVERIFY(interface->state().checked);
}

void FormPartsTest::testSegment_IsChosenByArrows()
{
    Segment segment(u"Which"_s);
    segment.addPart(u"active"_s, u"Active"_s);
    segment.addPart(u"all"_s, u"All"_s);
    segment.choose(u"active"_s);
    segment.show();
    segment.activateWindow();
    QSignalSpy chosen(&segment, &Segment::partChosen);
    auto *first = segment.findChild<QAbstractButton *>(u"active"_s);
    first->setFocus();
    QTRY_VERIFY(first->hasFocus());
    QTest::keyClick(first, Qt::Key_Right);
    QCOMPARE(segment.chosen(), u"all"_s);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(QAccessible::queryAccessibleInterface(first)->role(), QAccessible::RadioButton);
}

void FormPartsTest::testListEditor_AddsMovesAndRemovesByKeyboard()
{
    ListEditor editor(u"Feature"_s);
    editor.setItems({ u"One"_s, u"Two"_s });
    editor.show();
    editor.activateWindow();
    QSignalSpy edited(&editor, &ListEditor::itemsEdited);
    auto fields = editor.findChildren<TextField *>();
    QCOMPARE(spoken(*fields.at(1), QAccessible::Name), u"Feature 2"_s);
    fields.at(0)->setFocus();
    QTest::keyClick(fields.at(0), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(editor.items(), (QStringList{ u"Two"_s, u"One"_s }));
    QTRY_VERIFY(fields.at(1)->hasFocus());
    QTest::keyClick(fields.at(1), Qt::Key_Return);
    QCOMPARE(editor.items(), (QStringList{ u"Two"_s, u"One"_s, QString() }));
    editor.setProblem(u"Write it."_s);
    fields = editor.findChildren<TextField *>();
    QCOMPARE(spoken(*fields.at(2), QAccessible::Description), u"Write it."_s);
    QCOMPARE(edited.size(), 2);
    const auto buttons = editor.findChildren<QToolButton *>();
    QTest::mouseClick(buttons.at(2), Qt::LeftButton); // the first line's ×
    QCOMPARE(editor.items(), (QStringList{ u"One"_s, QString() }));
}

void FormPartsTest::testReviewPane_ShowsCallsAndLeadsToWarnings()
{
    ReviewPane pane;
    ReviewContent content;
    content.changes = { { u"Monthly USD"_s, u"14.00"_s, u"17.00"_s, {} } };
    content.calls = { { u"POST"_s, u"/v1/prices"_s, u"unit_amount=1700"_s } };
    content.warnings = { { u"38 organizations have more users."_s, u"Show them"_s, u"Team"_s } };
    pane.setContent(content);
    pane.resize(448, 700);
    pane.show();
    QSignalSpy followed(&pane, &ReviewPane::warningFollowed);
    QTest::mouseClick(pane.findChild<QPushButton *>(u"review_warning"_s), Qt::LeftButton);
    QCOMPARE(followed.first().first().toString(), u"Team"_s);
    QStringList texts;
    for (const QLabel *label : pane.findChildren<QLabel *>()) {
        texts.append(label->text());
    }
    QVERIFY2(texts.contains(u"/v1/prices unit_amount=1700"_s), qPrintable(texts.join(u'|')));
}

void FormPartsTest::testConflictDialog_KeepsMineAtFirst_AndTakesAllOfEither()
{
    ConflictDialog dialog(u"Team"_s,
        { { u"name"_s, u"Name"_s, u"Team!"_s, u"Team"_s, true },
            { u"max_users"_s, u"Members"_s, u"25"_s, u"30"_s, false } });
    dialog.show();
    QCOMPARE(dialog.theirs(), QSet<QString>{ u"max_users"_s });
    QTest::mouseClick(dialog.findChild<QPushButton *>(u"conflict_all_theirs"_s), Qt::LeftButton);
    QCOMPARE(dialog.theirs(), (QSet<QString>{ u"name"_s, u"max_users"_s }));
    QTest::mouseClick(dialog.findChild<QPushButton *>(u"conflict_all_mine"_s), Qt::LeftButton);
    QVERIFY(dialog.theirs().isEmpty());
}

void FormPartsTest::testOperationProgress_SaysWhatFailed()
{
    OperationProgress progress;
    progress.setText({ ProgressText::State::Failed, u"Stripe refused: no."_s, u"Nothing was changed."_s,
        { { u"Make price 1"_s, ProgressText::State::Failed } }, u"Try again"_s });
    progress.show();
    QVERIFY(progress.accessibleName().contains(u"Nothing was changed."_s));
    QSignalSpy tried(&progress, &OperationProgress::actionTriggered);
    QTest::mouseClick(progress.findChild<QPushButton *>(u"operation_action"_s), Qt::LeftButton);
    QCOMPARE(tried.size(), 1);
}

QTEST_MAIN(FormPartsTest)

#include "formpartstest.moc"
