import type { components } from "./schema";

/** The API's shapes under the names the desk uses. They are generated; only what JSON Schema cannot say is said here. */

type Schemas = components["schemas"];

export type Change = Schemas["ChangeOut"];
export type FieldError = Schemas["FieldErrorOut"];
export type Choice = Schemas["ChoiceOut"];
export type Masked = Schemas["MaskedOut"];
export type Session = Schemas["SessionOut"];

export type Area = Schemas["AreaOut"];
export type MatterClass = Schemas["ClassOut"];
export type Unit = Schemas["UnitOut"];
export type Dictionary = Schemas["DictionaryOut"];
export type IntakeDictionary = Schemas["IntakeDictionaryOut"];
export type Queue = Schemas["QueueOut"];
export type Deadline = Schemas["DeadlineOut"];

export type Brief = Schemas["BriefOut"];
export type Caller = Schemas["CallerOut"];
export type Similar = Schemas["SimilarRow"];
export type Suggestion = Schemas["SuggestionOut"];
export type Emergency = Schemas["EmergencyOut"];
export type Contact = Schemas["ContactOut"];
export type Outcome = Schemas["TakenOut"];

/** The form as the desk fills it: every field is there, so that nothing is undefined while typing. */
export type Form = Required<Omit<Schemas["FormIn"], "petitioner">> & { petitioner: Required<Schemas["PetitionerIn"]> };

export type Appeal = Schemas["AppealOut"];
export type AppealRow = Schemas["AppealRow"];
export type Order = Schemas["OrderOut"];
export type OrderRow = Schemas["OrderRow"];
export type FilterChoices = Schemas["FilterChoicesOut"];
export type SavedView = Schemas["ViewOut"];
export type Attachment = Schemas["AttachmentOut"];
export type Entry = Schemas["EntryOut"];
export type Action = Schemas["ActionOut"];
export type ActionResult = Schemas["DoneOut"];
export type StoredFile = Schemas["FileOut"];

export type RosterWeek = Schemas["WeekOut"];
export type MyRoster = Schemas["MineOut"];
export type Shift = Schemas["ShiftOut"];
export type Person = Schemas["PersonOut"];
export type Duty = Schemas["DutyOut"];
export type Absence = Schemas["AbsenceOut"];
export type Swap = Schemas["SwapOut"];
export type Standing = Schemas["StandingOut"];
export type Coverage = Schemas["CoverageOut"];
export type StaffedQueue = Schemas["StaffedQueueOut"];
export type Proposal = Schemas["ProposalOut"];
export type Kept = Schemas["KeptOut"];

/** A field of an action. Its value is a text, a yes or no, or a list of ids, by kind. */
export type Field = Schemas["FieldOut"];
export type FieldValue = string | boolean | string[] | null;

export interface Page<Row> {
  rows: Row[];
  /** Where the next page begins; empty at the end. */
  next: string;
}

/** What the stream says of one change. */
export interface LiveChange {
  position: number;
  kind: string;
  subject_type: string;
  subject_id: string;
  order_id: string | null;
  at: string;
}

/** What the stream says of long work under way. */
export interface LiveProgress {
  id: string;
  done: number;
  total: number | null;
}
