(* ItipCheck: statements on information measures, and a verified checker of their certificates.

   What it shows: if the function [check] accepts the certificates of a problem, then the problem
   holds for every polymatroid and all values of the scalars (theorem [check_sound]).  A certificate
   may come from anywhere; nothing of it is believed.  Standard library only, and no axioms but
   those of its real numbers. *)

From Coq Require Export Reals QArith List NArith.
From Coq Require Import Qreals Bool Lra Lia String DecimalString.
Export ListNotations StringSyntax.
Open Scope R_scope.

(* ---------- polymatroids and information measures ---------- *)

(* A set of variables is a bit mask: it contains the i-th variable, counted from 0, if it has the
   bit 2^i.  A polymatroid is a function on the finite sets of any number of variables. *)
Infix "∪" := N.lor (at level 50, left associativity).

Record polymatroid (h : N -> R) : Prop := Polymatroid {
  polymatroid_empty : h 0%N = 0;
  polymatroid_monotone : forall a b, h a <= h (a ∪ b);
  polymatroid_submodular : forall a b c, h (a ∪ b ∪ c) + h c <= h (a ∪ c) + h (b ∪ c) }.

(* H(A|C) *)
Definition Hc (h : N -> R) (a c : N) : R := h (a ∪ c) - h c.

(* I(A;B|C) *)
Definition Ic (h : N -> R) (a b c : N) : R := h (a ∪ c) + h (b ∪ c) - h (a ∪ b ∪ c) - h c.

(* co-information: H(A|C) of one part, I(A;B;...|C) = I(B;...|C) - I(B;...|A,C) of several *)
Fixpoint Co (h : N -> R) (parts : list N) (c : N) : R :=
  match parts with
  | [] => 0
  | [a] => Hc h a c
  | a :: rest => Co h rest c - Co h rest (a ∪ c)
  end.

(* ---------- problems ---------- *)

Inductive quantity :=
  | Entropy (a c : N)
  | Information (a b c : N)
  | Coinformation (parts : list N) (c : N)
  | Scalar (i : nat)
  | Bit.

Definition linear := list (Q * quantity).
Inductive sign := Equal | AtLeast | AtMost.
Record relation := Relation { lhs : linear; sense : sign; rhs : linear }.
Record problem := Problem { variables : nat; givens : list relation; goals : list relation }.

Arguments Co h parts%N c%N.
Arguments Coinformation parts%N c%N.

(* [holds] reduces by computation to the problem as a person writes it: a coefficient 1 is left out,
   an integer k is [IZR k], a fraction is [IZR n / IZR d], terms are joined from the left. *)
Section Meaning.
Variable h : N -> R.
Variable scalars : list R.

Definition quantity_value (t : quantity) : R :=
  match t with
  | Entropy a c => Hc h a c
  | Information a b c => Ic h a b c
  | Coinformation parts c => Co h parts c
  | Scalar i => nth i scalars 0
  | Bit => 1
  end.

Definition number (q : Q) : R :=
  match q with
  | n # 1 => IZR n
  | n # d => IZR n / IZR (Zpos d)
  end.

Definition term_value (q : Q) (t : quantity) : R :=
  match q, t with
  | _, Bit => number q
  | 1 # 1, _ => quantity_value t
  | _, _ => number q * quantity_value t
  end.

Definition first_value (q : Q) (t : quantity) : R :=
  match q, t with
  | -1 # 1, Scalar _ | -1 # 1, Entropy _ _ | -1 # 1, Information _ _ _
  | -1 # 1, Coinformation _ _ => - quantity_value t
  | _, _ => term_value q t
  end.

Fixpoint continued (x : R) (l : linear) : R :=
  match l with
  | [] => x
  | (Zneg n # d, t) :: l' => continued (x - term_value (Zpos n # d) t) l'
  | (q, t) :: l' => continued (x + term_value q t) l'
  end.

Definition value (l : linear) : R :=
  match l with
  | [] => 0
  | (q, t) :: l' => continued (first_value q t) l'
  end.

Definition truth (r : relation) : Prop :=
  match sense r with
  | Equal => value (lhs r) = value (rhs r)
  | AtLeast => value (lhs r) >= value (rhs r)
  | AtMost => value (lhs r) <= value (rhs r)
  end.

Fixpoint all_true (rs : list relation) : Prop :=
  match rs with
  | [] => True
  | [r] => truth r
  | r :: rs' => truth r /\ all_true rs'
  end.

Fixpoint implied (gs : list relation) (conclusion : Prop) : Prop :=
  match gs with
  | [] => conclusion
  | g :: gs' => truth g -> implied gs' conclusion
  end.
End Meaning.

Definition holds (p : problem) (h : N -> R) (scalars : list R) : Prop :=
  implied h scalars (givens p) (all_true h scalars (goals p)).

(* ---------- certificates ---------- *)

(* weight * I(A;B|C) *)
Record shannon := Shannon { shannon_weight : Q; part_a : N; part_b : N; part_given : N }.

(* weight * the expression of a given, which is its left side minus its right, or if the given is
   [AtMost] its right side minus its left *)
Record given := Given { given_weight : Q; given_index : nat }.

(* A certificate proves a target >= 0 by target = sum of its terms + constant, identically; or it is
   a contradiction, and proves every target: sum of its terms + constant = 0 and constant > 0. *)
Record certificate := Certificate {
  shannons : list shannon; used_givens : list given; constant : Q }.

Definition minus (a b : linear) : linear := a ++ map (fun t => (Qopp (fst t), snd t)) b.

Definition expression (r : relation) : linear :=
  match sense r with
  | AtMost => minus (rhs r) (lhs r)
  | _ => minus (lhs r) (rhs r)
  end.

(* what must be >= 0 for the relation to hold; one certificate is needed for each *)
Definition targets (r : relation) : list linear :=
  match sense r with
  | Equal => [minus (lhs r) (rhs r); minus (rhs r) (lhs r)]
  | _ => [expression r]
  end.

(* ---------- sparse vectors in joint-entropy coordinates: binary tries ---------- *)

(* The coordinates are positive numbers: 1 is the constant 1 bit, 2m is h(m), 2i+3 is scalar i. *)
Inductive vector := Zero | Node (even : vector) (here : Q) (odd : vector).

(* p + q, in lowest terms only where the denominators differ *)
Definition plus (p q : Q) : Q :=
  if (Qden p =? Qden q)%positive then (Qnum p + Qnum q) # Qden p else Qred (p + q).

Fixpoint add (p : positive) (q : Q) (v : vector) : vector :=
  match p, v with
  | xH, Zero => Node Zero q Zero
  | xH, Node l here r => Node l (plus here q) r
  | xO p', Zero => Node (add p' q Zero) 0 Zero
  | xO p', Node l here r => Node (add p' q l) here r
  | xI p', Zero => Node Zero 0 (add p' q Zero)
  | xI p', Node l here r => Node l here (add p' q r)
  end.

Fixpoint coefficient (p : positive) (v : vector) : Q :=
  match v, p with
  | Zero, _ => 0
  | Node _ here _, xH => here
  | Node l _ _, xO p' => coefficient p' l
  | Node _ _ r, xI p' => coefficient p' r
  end.

Fixpoint nonzero (v : vector) : option (positive * Q) :=
  match v with
  | Zero => None
  | Node l here r =>
      if Qeq_bool here 0 then
        match nonzero l, nonzero r with
        | Some (p, q), _ => Some (xO p, q)
        | None, Some (p, q) => Some (xI p, q)
        | None, None => None
        end
      else Some (xH, here)
  end.

Definition add_set (m : N) (q : Q) (v : vector) : vector :=
  match m with N0 => v | Npos p => add (xO p) q v end.

Definition add_entropy (q : Q) (a c : N) (v : vector) : vector :=
  add_set (a ∪ c) q (add_set c (- q) v).

Definition add_information (q : Q) (a b c : N) (v : vector) : vector :=
  add_set (a ∪ c) q (add_set (b ∪ c) q (add_set (a ∪ b ∪ c) (- q) (add_set c (- q) v))).

Fixpoint add_coinformation (q : Q) (parts : list N) (c : N) (v : vector) : vector :=
  match parts with
  | [] => v
  | [a] => add_entropy q a c v
  | a :: rest => add_coinformation q rest c (add_coinformation (- q) rest (a ∪ c) v)
  end.

Definition add_quantity (q : Q) (t : quantity) (v : vector) : vector :=
  match t with
  | Entropy a c => add_entropy q a c v
  | Information a b c => add_information q a b c v
  | Coinformation parts c => add_coinformation q parts c v
  | Scalar i => add (xI (Pos.of_succ_nat i)) q v
  | Bit => add xH q v
  end.

Definition times (k q : Q) : Q := Qred (k * q).

Fixpoint add_linear (k : Q) (l : linear) (v : vector) : vector :=
  match l with
  | [] => v
  | (q, t) :: l' => add_quantity (times k q) t (add_linear k l' v)
  end.

Fixpoint add_shannons (l : list shannon) (v : vector) : vector :=
  match l with
  | [] => v
  | Shannon q a b c :: l' => add_information q a b c (add_shannons l' v)
  end.

Definition no_relation : relation := Relation [] Equal [].

Fixpoint add_givens (gs : list relation) (l : list given) (v : vector) : vector :=
  match l with
  | [] => v
  | Given q i :: l' => add_linear q (expression (nth i gs no_relation)) (add_givens gs l' v)
  end.

(* further terms over joint entropies, which the theorem assumes to sum to no less than 0 *)
Definition form := list (Q * N).

Fixpoint add_form (f : form) (v : vector) : vector :=
  match f with
  | [] => v
  | (q, m) :: f' => add_set m q (add_form f' v)
  end.

(* ---------- the checker ---------- *)

Inductive verdict := Accepted | Refused (reason : string).

Notation "'itip:' 'refused:' reason" := (Refused reason)
  (at level 0, reason at level 200, format "'itip:'  'refused:'  reason", only printing).

Section Reasons.
Open Scope string_scope.

Definition show_N (n : N) : string := NilZero.string_of_uint (N.to_uint n).

Definition show_Q (q : Q) : string :=
  (if (Qnum q <? 0)%Z then "-" else "") ++ show_N (Z.abs_N (Qnum q)) ++
  match Qden q with 1%positive => "" | d => "/" ++ show_N (Npos d) end.

Definition show_coordinate (p : positive) : string :=
  match p with
  | xH => "the constant"
  | xO m => "h(" ++ show_N (Npos m) ++ ")"
  | xI i => "scalar " ++ show_N (Pos.pred_N i)
  end.

Definition not_the_target (p : positive) (q : Q) : string :=
  "the sum is not the goal: " ++ show_coordinate p ++ " has the coefficient " ++
  show_Q (Qred (Qmake (Z.abs (Qnum q)) (Qden q))) ++
  (if (Qnum q <? 0)%Z then " too little" else " too much").

Definition in_certificate (i : nat) (reason : string) : string :=
  "certificate " ++ show_N (N.of_nat i) ++ ": " ++ reason.

Definition negative_shannon (s : shannon) : string :=
  "the weight " ++ show_Q (shannon_weight s) ++ " of I(" ++ show_N (part_a s) ++ ";" ++
  show_N (part_b s) ++ "|" ++ show_N (part_given s) ++ ") is negative".

Definition negative_given (g : given) : string :=
  "the weight " ++ show_Q (given_weight g) ++ " of given " ++
  show_N (N.of_nat (given_index g)) ++ " is negative, and it is no equality".

Definition no_given (i : nat) : string := "there is no given " ++ show_N (N.of_nat i).

Definition negative_constant (q : Q) : string := "the constant " ++ show_Q q ++ " is negative".

Definition wrong_number : string :=
  "there must be one certificate for each goal, and two for each equality".
End Reasons.

Fixpoint first_reason (l : list (option string)) : verdict :=
  match l with
  | [] => Accepted
  | Some reason :: _ => Refused reason
  | None :: l' => first_reason l'
  end.

Definition shannon_objection (s : shannon) : option string :=
  if Qle_bool 0 (shannon_weight s) then None else Some (negative_shannon s).

Definition given_objection (gs : list relation) (g : given) : option string :=
  match nth_error gs (given_index g) with
  | None => Some (no_given (given_index g))
  | Some (Relation _ Equal _) => None
  | Some _ => if Qle_bool 0 (given_weight g) then None else Some (negative_given g)
  end.

Definition constant_objection (q : Q) : option string :=
  if Qle_bool 0 q then None else Some (negative_constant q).

Definition sum_of (gs : list relation) (extra : form) (c : certificate) : vector :=
  add_shannons (shannons c)
    (add_givens gs (used_givens c) (add_form extra (add xH (constant c) Zero))).

Definition sum_objection (target : linear) (sum : vector) (constant : Q) : option string :=
  match nonzero (add_linear (-1) target sum) with
  | None => None
  | Some (p, q) =>
      match nonzero sum, Qle_bool constant 0 with
      | None, false => None
      | _, _ => Some (not_the_target p q)
      end
  end.

(* Does the certificate prove the target >= 0 by the givens, if [extra] is >= 0? *)
Definition check_target
    (gs : list relation) (extra : form) (target : linear) (c : certificate) : verdict :=
  first_reason (
    map shannon_objection (shannons c) ++
    map (given_objection gs) (used_givens c) ++
    [constant_objection (constant c); sum_objection target (sum_of gs extra c) (constant c)]).

Fixpoint check_from {A} (i : nat) (one : linear -> A -> verdict) (ts : list linear) (cs : list A)
    : verdict :=
  match ts, cs with
  | [], [] => Accepted
  | t :: ts', c :: cs' =>
      match one t c with
      | Accepted => check_from (S i) one ts' cs'
      | Refused reason => Refused (in_certificate i reason)
      end
  | _, _ => Refused wrong_number
  end.

(* Does each target have its certificate? *)
Definition check_all {A} (one : linear -> A -> verdict) (ts : list linear) (cs : list A)
    : verdict := check_from 0 one ts cs.

Definition check (p : problem) (cs : list certificate) : verdict :=
  check_all (check_target (givens p) []) (flat_map targets (goals p)) cs.

(* ---------- soundness: what a statement says, as a sum ---------- *)

Fixpoint total (h : N -> R) (scalars : list R) (l : linear) : R :=
  match l with
  | [] => 0
  | (q, t) :: l' => Q2R q * quantity_value h scalars t + total h scalars l'
  end.

Fixpoint form_value (h : N -> R) (f : form) : R :=
  match f with
  | [] => 0
  | (q, m) :: f' => Q2R q * h m + form_value h f'
  end.

Lemma Q2R_0 : Q2R 0 = 0.
Proof. unfold Q2R; simpl; lra. Qed.

Lemma Q2R_integer n : Q2R (n # 1) = IZR n.
Proof. unfold Q2R; simpl; lra. Qed.

Lemma Q2R_nonneg q : Qle_bool 0 q = true -> 0 <= Q2R q.
Proof. intros L. apply Qle_bool_imp_le, Qle_Rle in L. now rewrite Q2R_0 in L. Qed.

Lemma Q2R_times k q : Q2R (times k q) = Q2R k * Q2R q.
Proof. unfold times. now rewrite (Qeq_eqR _ _ (Qred_correct _)), Q2R_mult. Qed.

Lemma Q2R_plus_any p q : Q2R (plus p q) = Q2R p + Q2R q.
Proof.
  unfold plus. destruct (Pos.eqb_spec (Qden p) (Qden q)) as [E|_].
  - unfold Q2R; simpl. rewrite E, plus_IZR. lra.
  - now rewrite (Qeq_eqR _ _ (Qred_correct _)), Q2R_plus.
Qed.

Section Values.
Variable h : N -> R.
Variable scalars : list R.

Lemma number_Q2R q : number q = Q2R q.
Proof. destruct q as [n [d|d|]]; try reflexivity. symmetry; apply Q2R_integer. Qed.

Lemma term_value_Q2R q t : term_value h scalars q t = Q2R q * quantity_value h scalars t.
Proof.
  rewrite <- number_Q2R.
  destruct q as [[|[n|n|]|n] [d|d|]], t; simpl; lra.
Qed.

Lemma first_value_Q2R q t : first_value h scalars q t = Q2R q * quantity_value h scalars t.
Proof.
  rewrite <- term_value_Q2R. destruct q as [[|n|[n|n|]] [d|d|]], t; simpl; lra.
Qed.

Lemma continued_total l : forall x, continued h scalars x l = x + total h scalars l.
Proof.
  induction l as [|[[n d] t] l IH]; intros x; [simpl; lra|].
  destruct n as [|n|n]; cbn [continued total]; rewrite IH, term_value_Q2R; try lra.
  change (Zneg n # d) with (- (Zpos n # d))%Q. rewrite Q2R_opp. lra.
Qed.

Lemma value_total l : value h scalars l = total h scalars l.
Proof.
  destruct l as [|[q t] l]; [reflexivity|].
  cbn [value]. rewrite continued_total, first_value_Q2R. reflexivity.
Qed.

Lemma total_minus a b : total h scalars (minus a b) = total h scalars a - total h scalars b.
Proof.
  unfold minus. induction a as [|[q t] a IH]; cbn [app total]; [|rewrite IH; lra].
  induction b as [|[q t] b IH]; cbn [map total fst snd]; [lra|]. rewrite IH, Q2R_opp. lra.
Qed.

Lemma truth_of_targets r :
  Forall (fun t => 0 <= total h scalars t) (targets r) -> truth h scalars r.
Proof.
  destruct r as [l [] r]; unfold truth, targets, expression; cbn [sense lhs rhs];
    rewrite !Forall_cons_iff, !value_total, !total_minus; lra.
Qed.

Lemma expression_nonneg r : truth h scalars r -> 0 <= total h scalars (expression r).
Proof.
  destruct r as [l [] r]; unfold truth, expression; cbn [sense lhs rhs];
    rewrite !value_total, total_minus; lra.
Qed.

Lemma equality_zero l r : truth h scalars (Relation l Equal r) ->
  total h scalars (expression (Relation l Equal r)) = 0.
Proof. unfold truth, expression; cbn [sense lhs rhs]; rewrite !value_total, total_minus; lra. Qed.

Lemma all_true_of_targets rs :
  Forall (fun t => 0 <= total h scalars t) (flat_map targets rs) -> all_true h scalars rs.
Proof.
  induction rs as [|r rs IH]; [reflexivity|].
  cbn [flat_map]. rewrite Forall_app. intros [T F].
  apply truth_of_targets in T. specialize (IH F). destruct rs; [exact T | now split].
Qed.

Lemma implied_of_Forall gs (conclusion : Prop) :
  (Forall (truth h scalars) gs -> conclusion) -> implied h scalars gs conclusion.
Proof. induction gs; simpl; auto. Qed.
End Values.

Theorem holds_of_targets p h scalars :
  (forall t, In t (flat_map targets (goals p)) ->
    Forall (truth h scalars) (givens p) -> 0 <= total h scalars t) ->
  holds p h scalars.
Proof.
  intros T. apply implied_of_Forall. intros F.
  apply all_true_of_targets, Forall_forall. auto.
Qed.

(* ---------- soundness: what a vector stands for ---------- *)

Definition coordinate_value (h : N -> R) (scalars : list R) (p : positive) : R :=
  match p with
  | xH => 1
  | xO m => h (Npos m)
  | xI i => nth (pred (Pos.to_nat i)) scalars 0
  end.

Fixpoint vector_value (g : positive -> R) (v : vector) : R :=
  match v with
  | Zero => 0
  | Node l here r =>
      vector_value (fun p => g (xO p)) l + Q2R here * g xH + vector_value (fun p => g (xI p)) r
  end.

Lemma add_value p : forall g q v, vector_value g (add p q v) = vector_value g v + Q2R q * g p.
Proof.
  induction p as [p IH|p IH|]; intros g q [|l here r]; cbn [add vector_value];
    rewrite ?IH, ?Q2R_0, ?Q2R_plus_any; cbn [vector_value]; lra.
Qed.

Lemma nonzero_None v : forall g, nonzero v = None -> vector_value g v = 0.
Proof.
  induction v as [|l IHl here r IHr]; intros g; cbn; [reflexivity|].
  destruct (Qeq_bool here 0) eqn:Z; [|discriminate].
  destruct (nonzero l) as [[]|]; [discriminate|]. destruct (nonzero r) as [[]|]; [discriminate|].
  intros _. apply Qeq_bool_eq, Qeq_eqR in Z. rewrite IHl, IHr, Z, Q2R_0 by reflexivity. lra.
Qed.

Section Sound.
Variable h : N -> R.
Variable scalars : list R.
Hypothesis h_polymatroid : polymatroid h.
Local Notation vector_value := (vector_value (coordinate_value h scalars)).

Lemma Ic_nonneg a b c : 0 <= Ic h a b c.
Proof. unfold Ic. pose proof (polymatroid_submodular h h_polymatroid a b c). lra. Qed.

Lemma Hc_nonneg a c : 0 <= Hc h a c.
Proof.
  unfold Hc. pose proof (polymatroid_monotone h h_polymatroid c a) as M.
  rewrite N.lor_comm in M. lra.
Qed.

Lemma add_set_value m q v : vector_value (add_set m q v) = vector_value v + Q2R q * h m.
Proof.
  destruct m; [|apply add_value]. cbn. rewrite (polymatroid_empty h h_polymatroid). lra.
Qed.

Lemma add_entropy_value q a c v :
  vector_value (add_entropy q a c v) = vector_value v + Q2R q * Hc h a c.
Proof. unfold add_entropy, Hc. rewrite !add_set_value, Q2R_opp. lra. Qed.

Lemma add_information_value q a b c v :
  vector_value (add_information q a b c v) = vector_value v + Q2R q * Ic h a b c.
Proof. unfold add_information, Ic. rewrite !add_set_value, Q2R_opp. lra. Qed.

Lemma add_coinformation_value parts : forall q c v,
  vector_value (add_coinformation q parts c v) = vector_value v + Q2R q * Co h parts c.
Proof.
  induction parts as [|a [|b rest] IH]; intros q c v.
  - cbn; lra.
  - apply add_entropy_value.
  - change (vector_value (add_coinformation q (b :: rest) c
              (add_coinformation (- q) (b :: rest) (a ∪ c) v)) =
            vector_value v + Q2R q * (Co h (b :: rest) c - Co h (b :: rest) (a ∪ c))).
    rewrite !IH, Q2R_opp. lra.
Qed.

Lemma add_quantity_value q t v :
  vector_value (add_quantity q t v) = vector_value v + Q2R q * quantity_value h scalars t.
Proof.
  destruct t; cbn [add_quantity quantity_value].
  - apply add_entropy_value.
  - apply add_information_value.
  - apply add_coinformation_value.
  - rewrite add_value. cbn. now rewrite SuccNat2Pos.id_succ.
  - apply add_value.
Qed.

Lemma add_linear_value k l v :
  vector_value (add_linear k l v) = vector_value v + Q2R k * total h scalars l.
Proof.
  induction l as [|[q t] l IH]; cbn [add_linear total]; [lra|].
  rewrite add_quantity_value, Q2R_times, IH. lra.
Qed.

Lemma add_form_value f v : vector_value (add_form f v) = vector_value v + form_value h f.
Proof.
  induction f as [|[q m] f IH]; cbn [add_form form_value]; [lra|].
  rewrite add_set_value, IH. lra.
Qed.

Lemma first_reason_app a b : first_reason (a ++ b) = Accepted ->
  first_reason a = Accepted /\ first_reason b = Accepted.
Proof. induction a as [|[x|] a IH]; cbn; [auto | discriminate | auto]. Qed.

Lemma add_shannons_value l v : first_reason (map shannon_objection l) = Accepted ->
  vector_value v <= vector_value (add_shannons l v).
Proof.
  induction l as [|[q a b c] l IH]; cbn [add_shannons map first_reason]; [lra|].
  unfold shannon_objection at 1; cbn [shannon_weight].
  destruct (Qle_bool 0 q) eqn:L; [|discriminate].
  intros F. specialize (IH F). rewrite add_information_value.
  pose proof (Rmult_le_pos _ _ (Q2R_nonneg _ L) (Ic_nonneg a b c)). lra.
Qed.

Lemma add_givens_value gs l v : Forall (truth h scalars) gs ->
  first_reason (map (given_objection gs) l) = Accepted ->
  vector_value v <= vector_value (add_givens gs l v).
Proof.
  intros T. induction l as [|[q i] l IH]; cbn [add_givens map first_reason]; [lra|].
  unfold given_objection at 1; cbn [given_index given_weight].
  destruct (nth_error gs i) as [r|] eqn:E; [|discriminate].
  rewrite (nth_error_nth _ _ _ E), add_linear_value.
  pose proof (proj1 (Forall_forall _ _) T r (nth_error_In _ _ E)) as K.
  destruct r as [x [] y].
  - rewrite (equality_zero _ _ _ _ K). intros F. specialize (IH F). lra.
  - destruct (Qle_bool 0 q) eqn:L; [|discriminate].
    intros F. specialize (IH F). apply expression_nonneg in K.
    pose proof (Rmult_le_pos _ _ (Q2R_nonneg _ L) K). lra.
  - destruct (Qle_bool 0 q) eqn:L; [|discriminate].
    intros F. specialize (IH F). apply expression_nonneg in K.
    pose proof (Rmult_le_pos _ _ (Q2R_nonneg _ L) K). lra.
Qed.

Theorem check_target_sound gs extra target c :
  check_target gs extra target c = Accepted ->
  0 <= form_value h extra -> Forall (truth h scalars) gs -> 0 <= total h scalars target.
Proof.
  unfold check_target. intros A E T.
  apply first_reason_app in A as [As A]. apply first_reason_app in A as [Ag A].
  cbn in A. unfold constant_objection in A.
  destruct (Qle_bool 0 (constant c)) eqn:K; [|discriminate].
  apply Q2R_nonneg in K.
  assert (Q2R (constant c) <= vector_value (sum_of gs extra c)) as L.
  { unfold sum_of. eapply Rle_trans; [|apply (add_shannons_value _ _ As)].
    eapply Rle_trans; [|apply (add_givens_value _ _ _ T Ag)].
    rewrite add_form_value, add_value, Rmult_1_r. cbn. lra. }
  pose proof (add_linear_value (-1) target (sum_of gs extra c)) as V.
  rewrite Q2R_integer in V. cbn in A. unfold sum_objection in A.
  destruct (nonzero (add_linear _ _ _)) as [[p q]|] eqn:Z.
  - destruct (nonzero (sum_of gs extra c)) as [[]|] eqn:Z'; [discriminate|].
    rewrite (nonzero_None _ _ Z') in L.
    destruct (Qle_bool (constant c) 0) eqn:P; [discriminate|].
    exfalso. apply Bool.not_true_iff_false in P. apply P, Qle_bool_iff, Rle_Qle.
    now rewrite Q2R_0.
  - rewrite (nonzero_None _ _ Z) in V. lra.
Qed.
End Sound.

Lemma check_all_sound {A} (one : linear -> A -> verdict) ts cs :
  check_all one ts cs = Accepted -> forall t, In t ts -> exists c, one t c = Accepted.
Proof.
  unfold check_all. generalize 0%nat. revert cs.
  induction ts as [|u ts IH]; intros [|c cs] i; cbn; try discriminate; [contradiction|].
  destruct (one u c) eqn:E; [|discriminate]. intros F t [<-|I]; eauto.
Qed.

Theorem check_sound p cs : check p cs = Accepted ->
  forall h scalars, polymatroid h -> holds p h scalars.
Proof.
  intros A h scalars P. apply holds_of_targets. intros t I T.
  destruct (check_all_sound _ _ _ A t I) as [c C].
  exact (check_target_sound h scalars P _ _ _ _ C (Rle_refl 0) T).
Qed.

(* ---------- statements on some of the variables of a polymatroid ---------- *)

Definition quantity_sets (t : quantity) : list N :=
  match t with
  | Entropy a c => [a; c]
  | Information a b c => [a; b; c]
  | Coinformation parts c => c :: parts
  | Scalar _ | Bit => []
  end.

Definition linear_sets (l : linear) : list N := flat_map (fun t => quantity_sets (snd t)) l.

Definition relation_sets (r : relation) : list N := linear_sets (lhs r) ++ linear_sets (rhs r).

(* Are all sets of the problem sets of its variables? *)
Definition bounded (p : problem) : bool :=
  forallb (fun m => N.ltb m (2 ^ N.of_nat (variables p)))
    (flat_map relation_sets (givens p ++ goals p)).

Lemma minus_sets a b m :
  In m (linear_sets (minus a b)) -> In m (linear_sets a) \/ In m (linear_sets b).
Proof.
  unfold linear_sets, minus. rewrite flat_map_app, in_app_iff. intros [|I]; [auto|right].
  rewrite flat_map_concat_map, map_map in I. now rewrite flat_map_concat_map.
Qed.

Lemma targets_sets r t : In t (targets r) -> forall m, In m (linear_sets t) ->
  In m (relation_sets r).
Proof.
  intros I m Im. unfold relation_sets. apply in_or_app.
  destruct r as [l [] r]; cbn in I; repeat destruct I as [<-|I]; try contradiction;
    apply minus_sets in Im; tauto.
Qed.

Section Extension.
Variables h h' : N -> R.
Variable scalars : list R.
Variable n : N.
Hypothesis agree : forall m, (m < 2 ^ n)%N -> h' m = h m.

Lemma lor_below a b : (a < 2 ^ n)%N -> (b < 2 ^ n)%N -> (a ∪ b < 2 ^ n)%N.
Proof.
  intros A B. destruct (N.eq_0_gt_0_cases (a ∪ b)) as [Z|P].
  - rewrite Z. apply N.neq_0_lt_0, N.pow_nonzero. discriminate.
  - apply N.log2_lt_pow2; [assumption|]. rewrite N.log2_lor.
    destruct (N.eq_0_gt_0_cases a) as [->|], (N.eq_0_gt_0_cases b) as [->|];
      rewrite ?N.lor_0_l in P; try discriminate P; apply N.max_lub_lt;
      try (now apply N.log2_lt_pow2); change (N.log2 0) with 0%N;
      eapply N.le_lt_trans; try apply N.le_0_l; apply N.log2_lt_pow2; eauto.
Qed.

Lemma Hc_agree a c : (a < 2 ^ n)%N -> (c < 2 ^ n)%N -> Hc h' a c = Hc h a c.
Proof. intros A C. unfold Hc. rewrite !agree; auto using lor_below. Qed.

Lemma Ic_agree a b c : (a < 2 ^ n)%N -> (b < 2 ^ n)%N -> (c < 2 ^ n)%N ->
  Ic h' a b c = Ic h a b c.
Proof. intros A B C. unfold Ic. rewrite !agree; auto using lor_below. Qed.

Lemma Co_agree parts : forall c, (c < 2 ^ n)%N -> Forall (fun a => (a < 2 ^ n)%N) parts ->
  Co h' parts c = Co h parts c.
Proof.
  induction parts as [|a [|b rest] IH]; intros c C F; [reflexivity|..].
  - apply Forall_inv in F. now apply Hc_agree.
  - inversion_clear F as [|? ? A F']. change (Co h' (b :: rest) c - Co h' (b :: rest) (a ∪ c) =
      Co h (b :: rest) c - Co h (b :: rest) (a ∪ c)).
    rewrite !IH; auto using lor_below.
Qed.

Lemma total_agree l :
  (forall m, In m (linear_sets l) -> (m < 2 ^ n)%N) ->
  total h' scalars l = total h scalars l.
Proof.
  induction l as [|[q t] l IH]; cbn [linear_sets flat_map total snd]; intros B; [reflexivity|].
  rewrite IH by (intros; apply B, in_or_app; auto). f_equal. f_equal.
  assert (forall m, In m (quantity_sets t) -> (m < 2 ^ n)%N) as B' by
    (intros; apply B, in_or_app; auto).
  destruct t; cbn in *; try reflexivity.
  - apply Hc_agree; auto.
  - apply Ic_agree; auto.
  - apply Co_agree; [auto|]. apply Forall_forall. auto.
Qed.

Lemma truth_agree r : (forall m, In m (relation_sets r) -> (m < 2 ^ n)%N) ->
  truth h scalars r -> truth h' scalars r.
Proof.
  intros B. unfold truth. rewrite !value_total.
  rewrite !total_agree; [tauto | intros; apply B, in_or_app; auto ..].
Qed.
End Extension.

(* A target of a problem may be proved for a polymatroid of more variables. *)
Theorem holds_by_extension p h scalars : bounded p = true ->
  (forall t, In t (flat_map targets (goals p)) -> exists h',
    (forall m, (m < 2 ^ N.of_nat (variables p))%N -> h' m = h m) /\
    (Forall (truth h' scalars) (givens p) -> 0 <= total h' scalars t)) ->
  holds p h scalars.
Proof.
  unfold bounded. rewrite forallb_forall. intros B E. apply holds_of_targets.
  intros t I T. destruct (E t I) as [h' [A K]].
  rewrite <- (total_agree h h' scalars _ A).
  - apply K. rewrite Forall_forall in *. intros r Ir.
    apply (truth_agree h h' scalars _ A); [|auto].
    intros m Im. apply N.ltb_lt, B, in_flat_map. exists r. auto using in_or_app.
  - intros m Im. apply N.ltb_lt, B. apply in_flat_map in I as [g [Ig It]].
    apply in_flat_map. exists g. split; [auto using in_or_app|].
    exact (targets_sets _ _ It _ Im).
Qed.

(* ---------- the proof of an exported theorem ---------- *)

(* fails with the reason of a refusal *)
Ltac refuse_unless_accepted answer :=
  lazymatch answer with
  | Accepted => idtac
  | _ => fail 0 answer
  end.

Ltac prove_by_certificate p cs scalars :=
  intros;
  lazymatch goal with
  | P : polymatroid ?h |- ?statement =>
      let answer := eval vm_compute in (check p cs) in
      refuse_unless_accepted answer;
      first
        [ change statement with (holds p h scalars)
        | fail 1 "itip: refused: the statement is not what the certificates are about" ];
      refine (check_sound p cs _ h scalars P);
      vm_cast_no_check (eq_refl Accepted)
  end.

(* [by_certificate p cs with scalars] proves that a polymatroid h, named in a hypothesis or the
   first premise, satisfies a statement that is [holds p h scalars] by computation. *)
Tactic Notation "by_certificate" constr(p) constr(cs) :=
  prove_by_certificate p cs (@nil R).
Tactic Notation "by_certificate" constr(p) constr(cs) "with" constr(scalars) :=
  prove_by_certificate p cs scalars.
