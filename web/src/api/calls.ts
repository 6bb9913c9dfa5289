import { client, once, take } from "./http";
import type { components } from "./schema";

/** The telephone: my seat, what is done with a call, calls that were, the wallboard. */

type Schemas = components["schemas"];
export type SeatPage = Schemas["SeatPageOut"];
export type Seat = Schemas["MySeatOut"];
export type LiveCall = Schemas["LiveCallOut"];
export type Party = Schemas["PartyOut"];
export type Access = Schemas["TelephoneOut"];
export type Guests = Schemas["GuestsOut"];
export type To = Schemas["ToIn"];
export type Why = Schemas["CallInIn"]["why"];
export type Named = Schemas["Named"];
export type Wallboard = Schemas["WallboardOut"];
export type WallSeat = Schemas["WallSeatOut"];
export type CallBrief = Schemas["CallBrief"];
export type Figures = Schemas["FiguresOut"];
export type CallRow = Schemas["CallRow"];
export type CallWhole = Schemas["CallOut"];
export type Recording = Schemas["RecordingOut"];
export type Joining = Schemas["SuperviseIn"]["why"];

const of = (call_id: string) => ({ params: { path: { call_id } } });

export const seat = {
  read: () => take(client.GET("/api/seat")),
  signOn: (place: string, device: string, key: string) => take(client.POST("/api/seat", { body: { place, device }, ...once(key) })),
  signOff: () => take(client.DELETE("/api/seat")),
  choose: (state: string, reason: string) => take(client.POST("/api/seat/state", { body: { state, reason } })),
  help: (wanted: boolean) => take(client.POST("/api/seat/help", { body: { wanted } })),
  guests: () => take(client.GET("/api/seat/guests")),
};

export const live = {
  hold: (id: string) => take(client.POST("/api/calls/{call_id}/hold", of(id))),
  resume: (id: string) => take(client.POST("/api/calls/{call_id}/resume", of(id))),
  hangUp: (id: string) => take(client.POST("/api/calls/{call_id}/hang_up", of(id))),
  brokeOff: (id: string) => take(client.POST("/api/calls/{call_id}/broke_off", of(id))),
  complete: (id: string) => take(client.POST("/api/calls/{call_id}/complete", of(id))),
  dismiss: (id: string, leg_id: string) => take(client.POST("/api/calls/{call_id}/dismiss", { ...of(id), body: { leg_id } })),
  callIn: (id: string, why: Why, to: To) => take(client.POST("/api/calls/{call_id}/call_in", { ...of(id), body: { why, to } })),
  supervise: (id: string, why: Joining) => take(client.POST("/api/calls/{call_id}/supervise", { ...of(id), body: { why } })),
  /** To a number, or to the caller of a contact. */
  out: (phone: string, contact_id: string | null) => take(client.POST("/api/calls/out", { body: { phone, contact_id } })),
};

export const calls = {
  list: (which: string, cursor: string) => take(client.GET("/api/calls", { params: { query: { which, cursor } } })),
  one: (id: string) => take(client.GET("/api/calls/{call_id}", of(id))),
  ofAppeal: (appeal_id: string) => take(client.GET("/api/appeals/{appeal_id}/calls", { params: { path: { appeal_id } } })),
  audio: (recording_id: string) => `/api/recordings/${recording_id}/audio`,
  file: (recording_id: string, reason: string) => `/api/recordings/${recording_id}/file?reason=${encodeURIComponent(reason)}`,
};

export const wallboard = {
  read: () => take(client.GET("/api/wallboard")),
  force: (seat_id: string, state: string, reason: string) =>
    take(client.POST("/api/seats/{seat_id}/force", { params: { path: { seat_id } }, body: { state, reason } })),
};
