(* ItipWitness: what is not true.  A statement is refuted by a polymatroid, or by a distribution.

   What it shows: if [polymatroid_refutes] accepts a problem, a rank function and values of the
   scalars, then they satisfy the givens and violate a goal, and the rank function is a polymatroid.
   If [distribution_refutes] accepts a problem, a table of outcomes and values of the scalars, then
   the joint entropies of the random variables in the table do so.  Nothing is believed of the
   tables, and nothing is rounded: the sign of a sum of logarithms is that of integers that enclose
   it, or 0 if it vanishes over pairwise coprime numbers.  Standard library only. *)

From Coq Require Import String Reals QArith Qreals List NArith ZArith Bool Lra Lia.
Require Import ItipCheck ItipEntropy.
Import ListNotations.
Open Scope R_scope.

(* ---------- a problem refuted at a point ---------- *)

Definition has_sign (c : comparison) (x : R) : Prop :=
  match c with Eq => x = 0 | Lt => x < 0 | Gt => x > 0 end.

(* the expression of a relation; the relation says that it is 0, or at least 0 *)
Definition excess (r : relation) : vector := add_linear 1 (expression r) Zero.

Section Refutation.
(* the sign of an expression at the point, if it can be found *)
Variable sign_of : vector -> option comparison.

Section Reasons.
Open Scope string_scope.
Definition counted (what : string) (i : nat) : string := what ++ " " ++ show_N (N.of_nat i).
Definition unknown_sign (what : string) (i : nat) : string :=
  "the sign of " ++ counted what i ++ " is not found: its sum of logarithms is too close to 0".
Definition given_fails (i : nat) : string := counted "given" i ++ " does not hold".
Definition goal_holds (i : nat) : string := counted "goal" i ++ " is not violated".
Definition no_goal (i : nat) : string := "there is no " ++ counted "goal" i.
End Reasons.

Definition failing_given (i : nat) (g : relation) : option string :=
  match sign_of (excess g), sense g with
  | None, _ => Some (unknown_sign "given" i)
  | Some Eq, _ | Some Gt, AtLeast | Some Gt, AtMost => None
  | Some _, _ => Some (given_fails i)
  end.

Fixpoint failing_givens (i : nat) (gs : list relation) : list (option string) :=
  match gs with
  | [] => []
  | g :: gs' => failing_given i g :: failing_givens (S i) gs'
  end.

Definition unviolated_goal (p : problem) (i : nat) : option string :=
  match nth_error (goals p) i with
  | None => Some (no_goal i)
  | Some r =>
      match sign_of (excess r), sense r with
      | None, _ => Some (unknown_sign "goal" i)
      | Some Lt, _ | Some Gt, Equal => None
      | Some _, _ => Some (goal_holds i)
      end
  end.

(* Do all givens hold at the point, and is goal i violated there? *)
Definition refutes (p : problem) (i : nat) : verdict :=
  first_reason (failing_givens 0 (givens p) ++ [unviolated_goal p i]).

Variable h : N -> R.
Variable scalars : list R.
Hypothesis h_polymatroid : polymatroid h.
Hypothesis sign_of_sound : forall v c,
  sign_of v = Some c -> has_sign c (vector_value (coordinate_value h scalars) v).

Lemma excess_sign r c :
  sign_of (excess r) = Some c -> has_sign c (total h scalars (expression r)).
Proof.
  intros E. apply sign_of_sound in E. unfold excess in E.
  rewrite (add_linear_value h scalars h_polymatroid), Q2R_integer, Rmult_1_l in E.
  cbn in E. now rewrite Rplus_0_l in E.
Qed.

Lemma truth_sign r : truth h scalars r <->
  match sense r with
  | Equal => total h scalars (expression r) = 0
  | _ => 0 <= total h scalars (expression r)
  end.
Proof.
  destruct r as [l [] r]; unfold truth, expression; cbn [sense lhs rhs];
    rewrite !value_total, total_minus; lra.
Qed.

Lemma failing_given_sound i g : failing_given i g = None -> truth h scalars g.
Proof.
  unfold failing_given. intros F. apply truth_sign.
  destruct (sign_of (excess g)) as [c|] eqn:E; [|discriminate].
  apply excess_sign in E. destruct c, (sense g); try discriminate; cbn in E; lra.
Qed.

Lemma failing_givens_sound gs : forall i,
  first_reason (failing_givens i gs) = Accepted -> Forall (truth h scalars) gs.
Proof.
  induction gs as [|g gs IH]; intros i; cbn; [constructor|].
  destruct (failing_given i g) eqn:E; [discriminate|]. intros F.
  constructor; [exact (failing_given_sound _ _ E) | exact (IH _ F)].
Qed.

Lemma unviolated_goal_sound p i : unviolated_goal p i = None ->
  exists r, In r (goals p) /\ ~ truth h scalars r.
Proof.
  unfold unviolated_goal. destruct (nth_error (goals p) i) as [r|] eqn:I; [|discriminate].
  intros F. exists r. split; [exact (nth_error_In _ _ I)|]. rewrite truth_sign.
  destruct (sign_of (excess r)) as [c|] eqn:E; [|discriminate].
  apply excess_sign in E. destruct c, (sense r); try discriminate; cbn in E; lra.
Qed.

Lemma all_true_In rs r : all_true h scalars rs -> In r rs -> truth h scalars r.
Proof.
  revert r. induction rs as [|s [|t rs] IH]; cbn; intros r T I; [contradiction| |].
  - destruct I as [<-|[]]. exact T.
  - destruct T as [T U], I as [<-|I]; [exact T | exact (IH r U I)].
Qed.

Lemma implied_true gs (conclusion : Prop) :
  implied h scalars gs conclusion -> Forall (truth h scalars) gs -> conclusion.
Proof. intros T F. induction F; cbn in T; auto. Qed.

Lemma refutes_sound p i : refutes p i = Accepted -> ~ holds p h scalars.
Proof.
  intros A T. apply first_reason_app in A as [G V].
  cbn in V. destruct (unviolated_goal p i) eqn:E; [discriminate|].
  destruct (unviolated_goal_sound _ _ E) as [r [I F]].
  exact (F (all_true_In _ _ (implied_true _ _ T (failing_givens_sound _ _ G)) I)).
Qed.
End Refutation.

(* ---------- polymatroids ---------- *)

(* A rank function is given as h(1), h(2), h(3), ..., h(2^n - 1). *)

(* the numbers at p, p + 1, p + 2, ... *)
Fixpoint tabulated (p : positive) (numbers : list Q) : vector :=
  match numbers with
  | [] => Zero
  | q :: numbers' => add p q (tabulated (Pos.succ p) numbers')
  end.

(* the rank of a set, its variables past the first n left out *)
Definition rank (n : nat) (ranks : vector) (m : N) : Q :=
  match N.land m (N.ones (N.of_nat n)) with N0 => 0 | Npos p => coefficient p ranks end.

Definition rank_function (n : nat) (numbers : list Q) (m : N) : R :=
  Q2R (rank n (tabulated 1 numbers) m).

Definition subsets (n : nat) : list N := map N.of_nat (seq 0 (2 ^ n)).

(* Is h no polymatroid at the sets a and b? *)
Definition faulty (h : N -> Q) (a b : N) : bool :=
  negb (Qle_bool (h a) (h (a ∪ b)) &&
        Qle_bool (plus (h (a ∪ b)) (h (N.land a b))) (plus (h a) (h b))).

Definition no_polymatroid (a b : N) : string :=
  "the rank is not of a polymatroid: see the sets " ++ show_N a ++ " and " ++ show_N b.

Definition polymatroid_objection (n : nat) (h : N -> Q) : option string :=
  match find (fun ab => faulty h (fst ab) (snd ab)) (list_prod (subsets n) (subsets n)) with
  | None => None
  | Some (a, b) => Some (no_polymatroid a b)
  end.

(* coordinate_value, in Q *)
Definition coordinate (h : N -> Q) (scalars : list Q) (p : positive) : Q :=
  match p with
  | xH => 1
  | xO m => h (Npos m)
  | xI i => nth (pred (Pos.to_nat i)) scalars 0%Q
  end.

(* vector_value, in Q *)
Fixpoint evaluated (g : positive -> Q) (v : vector) : Q :=
  match v with
  | Zero => 0
  | Node l here r =>
      plus (evaluated (fun p => g (xO p)) l)
        (plus (if Qeq_bool here 0 then 0 else times here (g xH)) (evaluated (fun p => g (xI p)) r))
  end.

(* Are the numbers the rank function of a polymatroid at which all givens hold, but not goal i? *)
Definition polymatroid_refutes (p : problem) (i : nat) (numbers scalars : list Q) : verdict :=
  let ranks := tabulated 1 numbers in
  let h := rank (variables p) ranks in
  match polymatroid_objection (variables p) h with
  | Some reason => Refused reason
  | None => refutes (fun v => Some (Qcompare (evaluated (coordinate h scalars) v) 0)) p i
  end.

Lemma evaluated_value v : forall g, Q2R (evaluated g v) = vector_value (fun p => Q2R (g p)) v.
Proof.
  induction v as [|l IHl here r IHr]; intros g; cbn [evaluated vector_value]; [apply Q2R_0|].
  rewrite !Q2R_plus_any, IHl, IHr. destruct (Qeq_bool here 0) eqn:E.
  - apply Qeq_bool_eq, Qeq_eqR in E. rewrite E, Q2R_0. lra.
  - rewrite Q2R_times. lra.
Qed.

Lemma vector_value_ext v : forall f g,
  (forall p, f p = g p) -> vector_value f v = vector_value g v.
Proof.
  induction v as [|l IHl here r IHr]; intros f g E; cbn; [reflexivity|].
  rewrite E, (IHl _ (fun p => g (xO p))), (IHr _ (fun p => g (xI p))) by auto. reflexivity.
Qed.

Lemma compare_sign q c : Qcompare q 0 = c -> has_sign c (Q2R q).
Proof.
  intros <-. destruct (Qcompare_spec q 0) as [E|E|E]; cbn; rewrite <- Q2R_0.
  - now apply Qeq_eqR.
  - now apply Qlt_Rlt.
  - now apply Qlt_Rlt.
Qed.

Lemma coordinate_Q2R n ranks scalars p :
  Q2R (coordinate (rank n ranks) scalars p) =
  coordinate_value (fun m => Q2R (rank n ranks m)) (map number scalars) p.
Proof.
  destruct p; cbn [coordinate coordinate_value]; [|reflexivity|apply Q2R_integer].
  change 0 with (number 0). rewrite map_nth. symmetry; apply number_Q2R.
Qed.

Lemma in_subsets n m : In (N.land m (N.ones (N.of_nat n))) (subsets n).
Proof.
  rewrite N.land_ones. pose proof (N.mod_lt m (2 ^ N.of_nat n)).
  set (k := (m mod _)%N) in *. apply in_map_iff. exists (N.to_nat k). split; [apply N2Nat.id|].
  apply in_seq. cut (N.of_nat (N.to_nat k) < N.of_nat (2 ^ n))%N; [lia|].
  rewrite N2Nat.id, Nat2N.inj_pow. apply H, N.pow_nonzero. lia.
Qed.

Lemma rank_land n ranks m : rank n ranks (N.land m (N.ones (N.of_nat n))) = rank n ranks m.
Proof. unfold rank. now rewrite <- N.land_assoc, N.land_diag. Qed.

Section Rank.
Variable n : nat.
Variable ranks : vector.
Hypothesis no_fault : polymatroid_objection n (rank n ranks) = None.
Local Notation h m := (Q2R (rank n ranks m)).

Lemma faultless a b : h a <= h (a ∪ b) /\ h (a ∪ b) + h (N.land a b) <= h a + h b.
Proof.
  set (full := N.ones (N.of_nat n)).
  unfold polymatroid_objection in no_fault.
  destruct (find _ _) as [[]|] eqn:F; [discriminate|].
  pose proof (find_none _ _ F (N.land a full, N.land b full)) as K.
  cbn [fst snd] in K. specialize (K (in_prod _ _ _ _ (in_subsets n a) (in_subsets n b))).
  unfold faulty in K. apply negb_false_iff, andb_true_iff in K as [K L].
  rewrite <- N.land_lor_distr_l in K, L.
  replace (N.land (N.land a full) (N.land b full)) with (N.land (N.land a b) full) in L.
  - subst full. rewrite ?rank_land in K. rewrite 4!rank_land in L.
    apply Qle_bool_imp_le, Qle_Rle in K, L.
    rewrite !Q2R_plus_any in L. now split.
  - apply N.bits_inj. intros i. rewrite !N.land_spec.
    destruct (N.testbit a i), (N.testbit b i), (N.testbit full i); reflexivity.
Qed.

Lemma rank_polymatroid : polymatroid (fun m => h m).
Proof.
  constructor.
  - unfold rank. rewrite N.land_0_l. apply Q2R_0.
  - intros a b. apply faultless.
  - intros a b c. destruct (faultless (a ∪ c) (b ∪ c)) as [_ S].
    destruct (faultless c (N.land a b)) as [M _].
    rewrite N.lor_comm, N.lor_land_distr_l in M.
    replace (a ∪ c ∪ (b ∪ c)) with (a ∪ b ∪ c) in S; [lra|].
    apply N.bits_inj. intros i. rewrite !N.lor_spec.
    destruct (N.testbit a i), (N.testbit b i), (N.testbit c i); reflexivity.
Qed.
End Rank.

Theorem polymatroid_refutes_sound p i numbers scalars :
  polymatroid_refutes p i numbers scalars = Accepted ->
  polymatroid (rank_function (variables p) numbers) /\
  ~ holds p (rank_function (variables p) numbers) (map number scalars).
Proof.
  unfold polymatroid_refutes, rank_function. set (ranks := tabulated 1 numbers).
  destruct (polymatroid_objection _ _) eqn:F; [discriminate|]. intros A.
  pose proof (rank_polymatroid _ _ F) as P. split; [exact P|].
  refine (refutes_sound _ _ _ P _ p i A). intros v c [= E].
  apply compare_sign in E. rewrite evaluated_value in E.
  now rewrite (vector_value_ext _ _ _ (coordinate_Q2R _ _ _)) in E.
Qed.

(* ---------- sums of logarithms ---------- *)

(* lg k = log2 k.  2^i lg k is enclosed: squaring a number doubles its logarithm, and what is cut
   off to leave p digits is made up for by 1.  below p i k <= 2^i lg k <= above p i k *)
Definition lg (k : positive) : R := log2 (IZR (Zpos k)).

Definition surplus (p : N) (k : positive) : N := (N.pos (Pos.size k) - p)%N.

Fixpoint below (p : N) (i : nat) (k : positive) : Z :=
  match i with
  | O => Zpos (Pos.size k) - 1
  | S i' =>
      let s := surplus p (k * k) in
      match N.shiftr (N.pos (k * k)) s with
      | N0 => 0
      | Npos m => below p i' m + Z.of_N s * 2 ^ Z.of_nat i'
      end
  end%Z.

Fixpoint above (p : N) (i : nat) (k : positive) : Z :=
  match i with
  | O => Zpos (Pos.size k)
  | S i' =>
      match surplus p (k * k) with
      | N0 => above p i' (k * k)
      | s => above p i' (N.succ_pos (N.shiftr (N.pos (k * k)) s)) + Z.of_N s * 2 ^ Z.of_nat i'
      end
  end%Z.

(* a sum of a lg k *)
Definition logs := list (Z * positive).

Definition logs_value (l : logs) : R := sum (fun t => IZR (fst t) * lg (snd t)) l.

Definition scaled (c : Z) (l : logs) : logs := map (fun t => (c * fst t, snd t)%Z) l.

(* at most 2^i times the sum *)
Definition least (p : N) (i : nat) (l : logs) : Z :=
  fold_right (fun t x =>
    fst t * (if 0 <=? fst t then below p i (snd t) else above p i (snd t)) + x)%Z 0%Z l.

Definition enclosed_sign (i : nat) (l : logs) : option comparison :=
  let p := N.of_nat (i + 8) in
  if (0 <? least p i l)%Z then Some Gt
  else if (0 <? least p i (scaled (-1) l))%Z then Some Lt
  else None.

Fixpoint first_sign (is : list nat) (l : logs) : option comparison :=
  match is with
  | [] => None
  | i :: is' => match enclosed_sign i l with Some c => Some c | None => first_sign is' l end
  end.

(* a lg k added to a sum over pairwise coprime numbers.  As lg (g m) = lg g + lg m, common divisors
   are split off; without fuel the sum is right, but its numbers may not be coprime *)
Fixpoint insert (fuel : nat) (a : Z) (k : positive) (l : logs) : logs :=
  match fuel, a, k, l with
  | _, Z0, _, _ | _, _, xH, _ => l
  | S fuel', _, _, (b, m) :: l' =>
      match Pos.ggcd k m with
      | (xH, _) => (b, m) :: insert fuel' a k l'
      | (g, (k', m')) => insert fuel' a k' (insert fuel' b m' (insert fuel' (a + b) g l'))
      end
  | _, _, _, _ => (a, k) :: l
  end.

Definition coprime (l : logs) : logs := fold_right (fun t => insert 1000 (fst t) (snd t)) [] l.

(* The sign of a sum: by rough integers that enclose it; or it is 0, if over coprime numbers nothing
   is left; or by finer ones. *)
Definition logs_sign (l : logs) : option comparison :=
  match enclosed_sign 16 l with
  | Some c => Some c
  | None => match coprime l with [] => Some Eq | l' => first_sign [32; 64; 128]%nat l' end
  end.

Lemma lg_mul k m : lg (k * m) = lg k + lg m.
Proof.
  pose proof ln_2_pos. unfold lg, log2.
  rewrite Pos2Z.inj_mul, mult_IZR, ln_mult by (apply IZR_lt; lia). field. lra.
Qed.

Lemma lg_le k m : (k <= m)%positive -> lg k <= lg m.
Proof.
  intros L. pose proof (Rinv_0_lt_compat _ ln_2_pos). apply Rmult_le_compat_r; [lra|].
  destruct (Pos.eq_dec k m) as [->|]; [lra|]. left. apply ln_increasing; apply IZR_lt; lia.
Qed.

Lemma lg_1 : lg 1 = 0.
Proof. unfold lg, log2. rewrite ln_1. lra. Qed.

Lemma lg_2 : lg 2 = 1.
Proof. pose proof ln_2_pos. unfold lg, log2. field. lra. Qed.

Lemma lg_power n : lg (2 ^ n) = IZR (Zpos n).
Proof.
  induction n using Pos.peano_ind; [exact lg_2|].
  rewrite Pos.pow_succ_r, lg_mul, lg_2, IHn, Pos2Z.inj_succ, succ_IZR. lra.
Qed.

Lemma lg_size k : IZR (Zpos (Pos.size k)) - 1 <= lg k <= IZR (Zpos (Pos.size k)).
Proof.
  rewrite <- lg_power. split.
  - pose proof (lg_le _ (2 * k) (Pos.size_le k)) as L. rewrite lg_mul, lg_2 in L. lra.
  - apply lg_le, Pos.lt_le_incl, Pos.size_gt.
Qed.

Lemma shiftl_pos m s : N.pos (Pos.shiftl m s) = (2 ^ s * N.pos m)%N.
Proof. rewrite N.mul_comm, <- N.shiftl_mul_pow2. now destruct s. Qed.

Lemma lg_shift m s : lg (Pos.shiftl m s) = lg m + IZR (Z.of_N s).
Proof.
  pose proof (shiftl_pos m s) as E. destruct s as [|s]; [cbn; lra|].
  assert (Pos.shiftl m (N.pos s) = (2 ^ s * m)%positive) as -> by (injection E; trivial).
  rewrite lg_mul, lg_power. cbn [Z.of_N]. lra.
Qed.

(* k, with its last s digits cut off *)
Lemma cut_below k s m : N.shiftr (N.pos k) s = N.pos m -> lg m + IZR (Z.of_N s) <= lg k.
Proof.
  intros E. rewrite <- lg_shift. apply lg_le.
  change (N.pos (Pos.shiftl m s) <= N.pos k)%N. rewrite shiftl_pos, <- E, N.shiftr_div_pow2.
  apply N.mul_div_le, N.pow_nonzero. discriminate.
Qed.

Lemma cut_above k s : lg k <= lg (N.succ_pos (N.shiftr (N.pos k) s)) + IZR (Z.of_N s).
Proof.
  rewrite <- lg_shift. apply lg_le. set (m := N.succ_pos _).
  change (N.pos k <= N.pos (Pos.shiftl m s))%N. rewrite shiftl_pos. subst m.
  rewrite N.succ_pos_spec, N.shiftr_div_pow2.
  apply N.lt_le_incl, N.mul_succ_div_gt, N.pow_nonzero. discriminate.
Qed.

Lemma power_pos i : 0 < IZR (2 ^ Z.of_nat i).
Proof. apply IZR_lt. lia. Qed.

Lemma power_succ i : IZR (2 ^ Z.of_nat (S i)) = 2 * IZR (2 ^ Z.of_nat i).
Proof. now rewrite <- mult_IZR, Nat2Z.inj_succ, Z.pow_succ_r by lia. Qed.

Lemma below_le p i : forall k, IZR (below p i k) <= IZR (2 ^ Z.of_nat i) * lg k.
Proof.
  induction i as [|i IH]; intros k; cbn [below].
  - rewrite minus_IZR. change (2 ^ Z.of_nat 0)%Z with 1%Z. pose proof (lg_size k). lra.
  - rewrite power_succ. pose proof (power_pos i) as T.
    destruct (N.shiftr _ _) as [|m] eqn:E.
    + pose proof (lg_le 1 k (Pos.le_1_l k)) as L. rewrite lg_1 in L.
      pose proof (Rmult_le_pos _ _ (Rlt_le _ _ T) L). lra.
    + apply cut_below in E. rewrite lg_mul in E. specialize (IH m).
      apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ T)) in E. rewrite plus_IZR, mult_IZR. lra.
Qed.

Lemma above_ge p i : forall k, IZR (2 ^ Z.of_nat i) * lg k <= IZR (above p i k).
Proof.
  induction i as [|i IH]; intros k; cbn [above].
  - change (2 ^ Z.of_nat 0)%Z with 1%Z. pose proof (lg_size k). lra.
  - rewrite power_succ. pose proof (power_pos i) as T. destruct (surplus _ _) as [|s].
    + specialize (IH (k * k)%positive). rewrite lg_mul in IH. lra.
    + pose proof (cut_above (k * k) (N.pos s)) as E. set (m := N.succ_pos _) in *.
      rewrite lg_mul in E. specialize (IH m).
      apply (Rmult_le_compat_l _ _ _ (Rlt_le _ _ T)) in E. rewrite plus_IZR, mult_IZR. lra.
Qed.

Lemma least_le p i l : IZR (least p i l) <= IZR (2 ^ Z.of_nat i) * logs_value l.
Proof.
  unfold logs_value. rewrite <- sum_scal.
  induction l as [|[a k] l IH]; [apply Rle_refl|].
  cbn [least fold_right sum fst snd]. rewrite plus_IZR, mult_IZR.
  apply Rplus_le_compat; [|exact IH]. rewrite <- Rmult_assoc, (Rmult_comm _ (IZR a)), Rmult_assoc.
  destruct (Z.leb_spec 0 a).
  - apply Rmult_le_compat_l; [apply IZR_le; lia | apply below_le].
  - apply Rmult_le_compat_neg_l; [apply IZR_le; lia | apply above_ge].
Qed.

Lemma least_positive p i l : (0 <? least p i l)%Z = true -> 0 < logs_value l.
Proof.
  intros L. apply Z.ltb_lt, IZR_lt in L. pose proof (least_le p i l).
  apply (Rmult_lt_reg_l _ _ _ (power_pos i)). lra.
Qed.

Lemma scaled_value c l : logs_value (scaled c l) = IZR c * logs_value l.
Proof.
  unfold logs_value, scaled. rewrite <- sum_scal.
  induction l as [|[a k] l IH]; cbn [map sum fst snd]; [reflexivity|]. rewrite IH, mult_IZR. lra.
Qed.

Lemma logs_value_cons a k l : logs_value ((a, k) :: l) = IZR a * lg k + logs_value l.
Proof. reflexivity. Qed.

Lemma insert_value fuel : forall a k l,
  logs_value (insert fuel a k l) = IZR a * lg k + logs_value l.
Proof.
  induction fuel as [|fuel IH]; intros a k l.
  - destruct a, k; cbn [insert]; rewrite ?logs_value_cons, ?lg_1; lra.
  - destruct (Z.eq_dec a 0) as [->|A]; [cbn [insert]; lra|].
    destruct (Pos.eq_dec k 1) as [->|K]; [rewrite lg_1; destruct a; cbn [insert]; lra|].
    destruct l as [|[b m] l]; [destruct a, k; try contradiction; apply logs_value_cons|].
    pose proof (Pos.ggcd_correct_divisors k m) as D.
    transitivity (logs_value
      match Pos.ggcd k m with
      | (xH, _) => (b, m) :: insert fuel a k l
      | (g, (k', m')) => insert fuel a k' (insert fuel b m' (insert fuel (a + b) g l))
      end); [destruct a, k; try contradiction; reflexivity|].
    destruct (Pos.ggcd k m) as [g [k' m']], D as [-> ->].
    destruct g; rewrite ?logs_value_cons, ?IH, ?lg_mul, ?plus_IZR; lra.
Qed.

Lemma coprime_value l : logs_value (coprime l) = logs_value l.
Proof.
  induction l as [|[a k] l IH]; [reflexivity|].
  cbn [coprime fold_right fst snd]. rewrite insert_value. now rewrite logs_value_cons, <- IH.
Qed.

Lemma enclosed_sign_sound i l c : enclosed_sign i l = Some c -> has_sign c (logs_value l).
Proof.
  unfold enclosed_sign. destruct (0 <? _)%Z eqn:E.
  - intros [= <-]. exact (least_positive _ _ _ E).
  - destruct (0 <? least _ _ (scaled _ _))%Z eqn:F; [|discriminate]. intros [= <-].
    apply least_positive in F. rewrite scaled_value in F. cbn. lra.
Qed.

Lemma first_sign_sound is l c : first_sign is l = Some c -> has_sign c (logs_value l).
Proof.
  induction is as [|i is IH]; cbn [first_sign]; [discriminate|].
  destruct (enclosed_sign i l) eqn:E; [|exact IH].
  intros [= <-]. exact (enclosed_sign_sound _ _ _ E).
Qed.

Lemma logs_sign_sound l c : logs_sign l = Some c -> has_sign c (logs_value l).
Proof.
  unfold logs_sign. destruct (enclosed_sign 16 l) eqn:E.
  - intros [= <-]. exact (enclosed_sign_sound _ _ _ E).
  - rewrite <- (coprime_value l).
    destruct (coprime l); [intros [= <-]; reflexivity | apply first_sign_sound].
Qed.

(* ---------- tables of outcomes ---------- *)

(* An outcome has a weight, and a value of each variable.  Its probability is its weight over the
   mass of the table, which is the sum of all weights. *)
Definition row := (positive * list N)%type.

Definition value_at (i : nat) (r : row) : N := nth i (snd r) 0%N.

Definition same_at (i : nat) (r r' : row) : bool := N.eqb (value_at i r) (value_at i r').

Definition agree (is : list nat) (r r' : row) : bool := forallb (fun i => same_at i r r') is.

Definition mass (rows : list row) : N := fold_right (fun r m => N.pos (fst r) + m)%N 0%N rows.

(* the masses of the classes of rows that agree at all of the places *)
Fixpoint masses (is : list nat) : list row -> list N :=
  match is with
  | [] => fun rows => [mass rows]
  | i :: is' =>
      let fix split (fuel : nat) (rows : list row) :=
        match fuel, rows with
        | S fuel', r :: _ =>
            masses is' (filter (same_at i r) rows) ++
            split fuel' (filter (fun r' => negb (same_at i r r')) rows)
        | _, _ => []
        end in
      fun rows => split (length rows) rows
  end.

Definition real (m : N) : R := IZR (Z.of_N m).

Definition lg_mass (m : N) : R := match m with N0 => 0 | Npos k => lg k end.

Definition weight (r : row) : R := IZR (Zpos (fst r)).

Lemma weight_pos r : 0 < weight r.
Proof. apply IZR_lt. lia. Qed.

Lemma sum_map {A B} (f : B -> R) (g : A -> B) l : sum f (map g l) = sum (fun x => f (g x)) l.
Proof. induction l; cbn; congruence. Qed.

Lemma sum_app {A} (f : A -> R) a b : sum f (a ++ b) = sum f a + sum f b.
Proof. induction a; cbn; lra. Qed.

Lemma sum_filter {A} (c : A -> bool) (f : A -> R) l :
  sum f l = sum f (filter c l) + sum f (filter (fun x => negb (c x)) l).
Proof. induction l as [|x l IH]; cbn; [lra|]. destruct (c x); cbn; lra. Qed.

Lemma filter_twice {A} (c d : A -> bool) l :
  filter c (filter d l) = filter (fun x => d x && c x) l.
Proof. induction l as [|x l IH]; cbn; [reflexivity|]. destruct (d x); cbn; now rewrite IH. Qed.

Lemma filter_shorter {A} (c : A -> bool) l : (length (filter c l) <= length l)%nat.
Proof. induction l as [|x l IH]; cbn; [lia|]. destruct (c x); cbn; lia. Qed.

Lemma mass_sum rows : real (mass rows) = sum weight rows.
Proof.
  induction rows as [|r rows IH]; [reflexivity|]. cbn [mass fold_right sum].
  unfold real in *. now rewrite N2Z.inj_add, plus_IZR, <- IH.
Qed.

Lemma mass_filter c rows : real (mass (filter c rows)) = sum (fun r => weight r * ind (c r)) rows.
Proof.
  rewrite mass_sum. induction rows as [|r rows IH]; [reflexivity|]. cbn [filter sum].
  destruct (c r); cbn [sum ind]; rewrite IH; lra.
Qed.

(* what the classes contribute is what their rows do *)
Lemma masses_sum is : forall rows,
  sum (fun m => real m * lg_mass m) (masses is rows) =
  sum (fun r => weight r * lg_mass (mass (filter (agree is r) rows))) rows.
Proof.
  induction is as [|i is IH]; intros rows.
  - cbn [masses sum]. rewrite mass_sum, Rplus_0_r, Rmult_comm, <- sum_scal.
    apply sum_ext. intros r _. replace (filter (agree [] r) rows) with rows; [lra|].
    clear. induction rows; cbn; [reflexivity | now f_equal].
  - cbn [masses]. set (split := fix split (fuel : nat) (rows : list row) := _).
    enough (forall fuel rows, (length rows <= fuel)%nat ->
      sum (fun m => real m * lg_mass m) (split fuel rows) =
      sum (fun r => weight r * lg_mass (mass (filter (agree (i :: is) r) rows))) rows) as G
      by (apply G; reflexivity).
    clear rows. induction fuel as [|fuel G]; intros [|r rows] L; try reflexivity; [inversion L|].
    set (all := r :: rows) in *.
    change (split (S fuel) all) with (masses is (filter (same_at i r) all) ++
      split fuel (filter (fun r' => negb (same_at i r r')) all)).
    rewrite sum_app, IH, G, (sum_filter (same_at i r) _ all); [f_equal; apply sum_ext|].
    + intros s E. apply filter_In in E as [_ E]. apply N.eqb_eq in E.
      do 3 f_equal. rewrite filter_twice. apply filter_ext. intros t.
      cbn [agree forallb]. unfold same_at. now rewrite E.
    + intros s E. apply filter_In in E as [_ E]. apply negb_true_iff, N.eqb_neq in E.
      do 3 f_equal. rewrite filter_twice. apply filter_ext. intros t.
      cbn [agree forallb]. destruct (same_at i s t) eqn:F; [|apply andb_false_r].
      apply N.eqb_eq in F. apply N.eqb_neq in E. unfold same_at at 1. now rewrite <- F, E.
    + subst all. cbn [filter]. replace (same_at i r r) with true by (symmetry; apply N.eqb_refl).
      cbn [negb length] in *.
      pose proof (filter_shorter (fun r' => negb (same_at i r r')) rows). lia.
Qed.

(* ---------- the random variables of a table ---------- *)

(* an empty table is that of one outcome *)
Definition nonempty (rows : list row) : list row :=
  match rows with [] => [(1%positive, [])] | _ => rows end.

Definition whole_mass (rows : list row) : N := mass (nonempty rows).

Lemma whole_mass_pos rows : 0 < real (whole_mass rows).
Proof.
  apply IZR_lt. unfold whole_mass. destruct rows as [|[w v] rows]; [reflexivity|].
  cbn [nonempty mass fold_right fst]. lia.
Qed.

Definition probability_of (rows : list row) (r : row) : R := weight r / real (whole_mass rows).

Lemma probability_nonneg rows r : 0 <= probability_of rows r.
Proof.
  pose proof (weight_pos r). pose proof (Rinv_0_lt_compat _ (whole_mass_pos rows)).
  apply Rmult_le_pos; lra.
Qed.

Lemma probability_total rows : sum (probability_of rows) (nonempty rows) = 1.
Proof.
  pose proof (whole_mass_pos rows).
  transitivity (/ real (whole_mass rows) * sum weight (nonempty rows)).
  - rewrite <- sum_scal. apply sum_ext. intros; apply Rmult_comm.
  - rewrite <- mass_sum. apply Rinv_l. unfold whole_mass in *. lra.
Qed.

Definition space_of (rows : list row) : space :=
  Space row (nonempty rows) (probability_of rows)
    (probability_nonneg rows) (probability_total rows).

Definition column (rows : list row) (i : nat) : variable (space_of rows) :=
  RandomVariable (P := space_of rows) N N.eq_dec (value_at i).

Definition columns (rows : list row) (n : nat) : list (variable (space_of rows)) :=
  map (column rows) (seq 0 n).

Definition members (n : nat) (m : N) : list nat :=
  filter (fun i => N.testbit m (N.of_nat i)) (seq 0 n).

(* m lg m *)
Definition mass_log (m : N) : Z * positive :=
  match m with N0 => (0%Z, 1%positive) | Npos k => (Zpos k, k) end.

(* a sum with like terms added up *)
Fixpoint gather (a : Z) (k : positive) (l : logs) : logs :=
  match l with
  | [] => [(a, k)]
  | (b, m) :: l' => if Pos.eqb k m then ((a + b)%Z, k) :: l' else (b, m) :: gather a k l'
  end.

Definition gathered (l : logs) : logs := fold_right (fun t => gather (fst t) (snd t)) [] l.

(* W h(m), where W is the mass of the table *)
Definition entropy_logs (rows : list row) (n : nat) (m : N) : logs :=
  gathered (mass_log (mass rows) :: scaled (-1) (map mass_log (masses (members n m) rows))).

Lemma gathered_value l : logs_value (gathered l) = logs_value l.
Proof.
  assert (forall a k l, logs_value (gather a k l) = IZR a * lg k + logs_value l) as G.
  { clear. intros a k. induction l as [|[b m] l IH]; [reflexivity|]. cbn [gather].
    destruct (Pos.eqb_spec k m) as [->|]; rewrite !logs_value_cons, ?plus_IZR, ?IH; lra. }
  induction l as [|[a k] l IH]; [reflexivity|].
  cbn [gathered fold_right fst snd]. rewrite G, logs_value_cons. now rewrite <- IH.
Qed.

Lemma mass_log_value m : IZR (fst (mass_log m)) * lg (snd (mass_log m)) = real m * lg_mass m.
Proof. destruct m; [cbn; unfold real; cbn; lra | reflexivity]. Qed.

Lemma agree_refl is r : agree is r r = true.
Proof. apply forallb_forall. intros; apply N.eqb_refl. Qed.

Lemma lg_mass_ratio m w : 0 < real m -> 0 < real w ->
  - ln (real m / real w) / ln 2 = lg_mass w - lg_mass m.
Proof.
  pose proof ln_2_pos. destruct m as [|m]; [unfold real at 1; cbn; lra|].
  destruct w as [|w]; [unfold real at 2; cbn; lra|]. intros M W.
  unfold Rdiv at 2. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; assumption).
  unfold real, lg_mass, lg, log2. cbn [Z.of_N]. field. lra.
Qed.

Section Table.
Variable rows : list row.
Variable n : nat.
Local Notation all := (nonempty rows).
Local Notation W := (real (whole_mass rows)).
Local Notation X := (member (columns rows n)).
Local Notation of_table f :=
  (f (space_of rows) (fun i => alphabet (X i)) (fun i => alphabet_dec (X i))
    (fun i => at_outcome (X i))).

Lemma member_column i : (i < n)%nat -> X (N.of_nat i) = column rows i.
Proof.
  intros L. unfold member, columns. rewrite Nat2N.id.
  rewrite (nth_indep _ _ (column rows 0)) by (now rewrite map_length, seq_length).
  now rewrite map_nth, seq_nth.
Qed.

Lemma sameb_agree S (r r' : row) : of_table sameb S r r' = agree (members n S) r r'.
Proof.
  apply eq_iff_eq_true. rewrite samebP. unfold same, agree, members. rewrite forallb_forall.
  split.
  - intros A i I. apply filter_In in I as [I T]. apply in_seq in I. specialize (A _ T).
    rewrite member_column in A by lia. now apply N.eqb_eq.
  - intros A i T. destruct (Nat.lt_ge_cases (N.to_nat i) n) as [L|G].
    + rewrite <- (N2Nat.id i), member_column by assumption.
      apply N.eqb_eq, A, filter_In. rewrite in_seq, N2Nat.id. split; [lia | assumption].
    + unfold member, columns. now rewrite nth_overflow by (now rewrite map_length, seq_length).
Qed.

Lemma probability_mass S (r : row) :
  of_table P S r = real (mass (filter (agree (members n S) r) all)) / W.
Proof.
  unfold P, Rdiv. rewrite mass_filter, Rmult_comm, <- sum_scal. apply sum_ext. intros t _.
  rewrite sameb_agree. cbn [pr space_of]. unfold probability_of. lra.
Qed.

Lemma class_mass_pos is r : In r all -> 0 < real (mass (filter (agree is r) all)).
Proof.
  intros I. rewrite mass_sum. apply Rlt_le_trans with (weight r); [apply weight_pos|].
  apply (sum_ge1 weight); [intros; left; apply weight_pos|].
  apply filter_In. split; [exact I | apply agree_refl].
Qed.

Theorem table_entropies S :
  W * joint_entropies (columns rows n) S = logs_value (entropy_logs all n S).
Proof.
  set (m := fun r => mass (filter (agree (members n S) r) all)).
  pose proof (whole_mass_pos rows).
  transitivity (sum (fun r => weight r * (lg_mass (whole_mass rows) - lg_mass (m r))) all).
  - unfold joint_entropies, entropy, Rdiv.
    rewrite (Rmult_comm (sum _ _)), <- Rmult_assoc, <- sum_scal.
    apply sum_ext. intros r I. rewrite probability_mass. fold (m r).
    rewrite <- lg_mass_ratio by (try apply class_mass_pos; assumption).
    cbn [pr space_of]. unfold probability_of. field. pose proof ln_2_pos. lra.
  - transitivity (lg_mass (whole_mass rows) * sum weight all +
      - sum (fun r => weight r * lg_mass (m r)) all).
    + rewrite <- sum_scal, <- sum_opp, <- sum_plus. apply sum_ext. intros; lra.
    + rewrite <- mass_sum. unfold m. rewrite <- masses_sum.
      unfold entropy_logs. rewrite gathered_value.
      change (mass_log ?m :: ?l) with ([mass_log m] ++ l). unfold logs_value at 1.
      rewrite sum_app. fold (logs_value (scaled (-1) (map mass_log (masses (members n S) all)))).
      rewrite scaled_value. unfold logs_value. rewrite sum_map. cbn [sum].
      rewrite mass_log_value, (sum_ext _ _ _ (fun m _ => mass_log_value m)).
      unfold whole_mass. lra.
Qed.
End Table.

(* ---------- the sign of an expression at a table ---------- *)

Fixpoint entries (v : vector) : list (positive * Q) :=
  match v with
  | Zero => []
  | Node l here r =>
      map (fun t => (xO (fst t), snd t)) (entries l) ++
      (if Qeq_bool here 0 then [] else [(xH, here)]) ++
      map (fun t => (xI (fst t), snd t)) (entries r)
  end.

(* a common denominator, and numerators over it *)
Definition common (qs : list Q) : Z := fold_right (fun q d => Z.lcm (Zpos (Qden q)) d) 1%Z qs.

Definition numerator (d : Z) (q : Q) : Z := (Qnum q * (d / Zpos (Qden q)))%Z.

(* the bits of a term that is no joint entropy *)
Definition bits (scalars : list Q) (t : positive * Q) : Q :=
  match t with
  | (xO _, _) => 0
  | (xH, q) => q
  | (xI i, q) => times q (nth (pred (Pos.to_nat i)) scalars 0%Q)
  end.

Definition term_logs (rows : list row) (n : nat) (d : Z) (t : positive * Q) : logs :=
  match t with
  | (xO m, q) => scaled (numerator d q) (entropy_logs rows n (Npos m))
  | _ => []
  end.

(* the sum of the terms, times the mass of the table and a common denominator *)
Definition table_logs (rows : list row) (n : nat) (scalars : list Q) (l : list (positive * Q))
    : logs :=
  let b := fold_right (fun t => plus (bits scalars t)) 0%Q l in
  let d := common (b :: map snd l) in
  (numerator d b * Z.of_N (mass rows), 2%positive)%Z :: flat_map (term_logs rows n d) l.

(* Do all givens hold of the random variables of the table, but not goal i? *)
Definition distribution_refutes (p : problem) (i : nat) (rows : list row) (scalars : list Q)
    : verdict :=
  let all := nonempty rows in
  refutes (fun v => logs_sign (gathered (table_logs all (variables p) scalars (entries v)))) p i.

Definition entries_value (g : positive -> R) (l : list (positive * Q)) : R :=
  sum (fun t => Q2R (snd t) * g (fst t)) l.

Lemma entries_vector v : forall g, vector_value g v = entries_value g (entries v).
Proof.
  unfold entries_value. induction v as [|l IHl here r IHr]; intros g; [reflexivity|].
  cbn [entries vector_value]. rewrite !sum_app, !sum_map, IHl, IHr. cbn [fst snd].
  destruct (Qeq_bool here 0) eqn:E; cbn [sum fst snd]; [|lra].
  apply Qeq_bool_eq, Qeq_eqR in E. rewrite E, Q2R_0. lra.
Qed.

Lemma common_pos qs : (0 < common qs)%Z.
Proof.
  induction qs as [|q qs IH]; cbn [common fold_right]; [reflexivity|].
  pose proof (Z.lcm_nonneg (Zpos (Qden q)) (common qs)).
  pose proof (Z.lcm_eq_0 (Zpos (Qden q)) (common qs)). unfold common in *. lia.
Qed.

Lemma common_divides qs q : In q qs -> (Zpos (Qden q) | common qs)%Z.
Proof.
  induction qs as [|p qs IH]; cbn [common fold_right In]; [contradiction|].
  intros [->|I]; [apply Z.divide_lcm_l | etransitivity; [exact (IH I) | apply Z.divide_lcm_r]].
Qed.

Lemma numerator_Q2R d q : (Zpos (Qden q) | d)%Z -> IZR (numerator d q) = IZR d * Q2R q.
Proof.
  intros [k ->]. unfold numerator. rewrite Z.div_mul by discriminate. unfold Q2R.
  rewrite !mult_IZR. field. apply not_0_IZR. discriminate.
Qed.

Section Sign.
Variable rows : list row.
Variable n : nat.
Variable scalars : list Q.
Local Notation W := (real (whole_mass rows)).
Local Notation g := (coordinate_value (joint_entropies (columns rows n)) (map number scalars)).

Lemma term_value_logs d t : (Zpos (Qden (snd t)) | d)%Z ->
  IZR d * W * (Q2R (snd t) * g (fst t)) =
  IZR d * W * Q2R (bits scalars t) + logs_value (term_logs (nonempty rows) n d t).
Proof.
  intros D. destruct t as [[i|m|] q]; cbn [bits term_logs fst snd coordinate_value] in *.
  - rewrite Q2R_times. change (nth (pred (Pos.to_nat i)) (map number scalars) 0) with
      (nth (pred (Pos.to_nat i)) (map number scalars) (number 0)).
    rewrite map_nth, number_Q2R. cbn. lra.
  - rewrite scaled_value, (numerator_Q2R _ _ D), <- table_entropies, Q2R_0. lra.
  - cbn. lra.
Qed.

Lemma table_logs_value l : exists c, 0 < c /\
  c * entries_value g l = logs_value (table_logs (nonempty rows) n scalars l).
Proof.
  unfold table_logs. set (b := fold_right _ _ _). set (d := common _).
  exists (IZR d * W). split.
  { apply Rmult_lt_0_compat; [apply IZR_lt, common_pos | apply whole_mass_pos]. }
  rewrite logs_value_cons, mult_IZR, lg_2, (numerator_Q2R d b) by (apply common_divides; now left).
  fold (real (mass (nonempty rows))). fold (whole_mass rows).
  assert (forall t, In t l -> (Zpos (Qden (snd t)) | d)%Z) as D
    by (intros; apply common_divides; right; now apply in_map).
  clearbody d. subst b. unfold entries_value. induction l as [|t l IH]; [cbn; rewrite Q2R_0; lra|].
  specialize (IH (fun t I => D t (or_intror I))).
  pose proof (term_value_logs d t (D _ (or_introl eq_refl))).
  cbn [fold_right flat_map sum]. unfold logs_value in *. rewrite sum_app, Q2R_plus_any. lra.
Qed.
End Sign.

Lemma has_sign_scaled c a x : 0 < a -> has_sign c (a * x) -> has_sign c x.
Proof.
  intros A. destruct c; cbn; intros S; [|apply (Rmult_lt_reg_l a); lra..].
  destruct (Rmult_integral _ _ S); lra.
Qed.

Theorem distribution_refutes_sound p i rows scalars :
  distribution_refutes p i rows scalars = Accepted ->
  ~ holds p (joint_entropies (columns rows (variables p))) (map number scalars).
Proof.
  refine (refutes_sound _ _ _ (joint_entropies_polymatroid _) _ p i). intros v c E.
  apply logs_sign_sound in E. rewrite gathered_value in E.
  destruct (table_logs_value rows (variables p) scalars (entries v)) as [a [A V]].
  rewrite <- V in E. rewrite entries_vector. exact (has_sign_scaled _ _ _ A E).
Qed.

(* ---------- the proof of an exported theorem ---------- *)

Ltac refuse_unless answer :=
  let answer := eval vm_compute in answer in refuse_unless_accepted answer.

Ltac at_all theorem values :=
  lazymatch values with
  | nil => idtac
  | cons ?x ?rest => specialize (theorem x); at_all theorem rest
  end.

(* The theorem, of all h, is applied to the variables and scalars of the witness; then its statement
   is what is refuted. *)
Ltac by_computation theorem variables scalars h :=
  first
    [ at_all theorem variables; at_all theorem scalars;
      revert theorem; generalize h; intros ? theorem; exact theorem
    | fail 1 "itip: refused: the statement is not what the witness is about" ].

Ltac prove_by_polymatroid p i ranks scalars :=
  refuse_unless (polymatroid_refutes p i ranks scalars);
  let theorem := fresh in
  let refuted := fresh in
  let qs := eval compute in scalars in
  let rs := eval cbv [map] in (map number qs) in
  intros theorem;
  assert (polymatroid_refutes p i ranks scalars = Accepted) as refuted
    by vm_cast_no_check (eq_refl Accepted);
  apply polymatroid_refutes_sound in refuted;
  specialize (theorem _ (proj1 refuted));
  apply (proj2 refuted);
  by_computation theorem (@nil R) rs (rank_function (variables p) ranks).

Ltac prove_by_distribution p i rows scalars :=
  refuse_unless (distribution_refutes p i rows scalars);
  let theorem := fresh in
  let n := eval cbv in (variables p) in
  let Xs := eval cbv [map seq] in (map (column rows) (seq 0 n)) in
  let qs := eval compute in scalars in
  let rs := eval cbv [map] in (map number qs) in
  intros theorem;
  specialize (theorem (space_of rows));
  refine (distribution_refutes_sound p i rows scalars _ _);
  [ vm_cast_no_check (eq_refl Accepted)
  | change (columns rows (variables p)) with Xs;
    by_computation theorem Xs rs (joint_entropies Xs) ].

(* [by_polymatroid p i ranks scalars] proves ~ (forall h, polymatroid h -> forall scalars,
   statement) for a statement that is [holds p h scalars] by computation; i is the goal that is
   violated, ranks are h(1), h(2), h(3), ... *)
Tactic Notation "by_polymatroid" constr(p) constr(i) uconstr(ranks) uconstr(scalars) :=
  let ranks := constr:(ranks : list Q) in
  let scalars := constr:(scalars : list Q) in
  prove_by_polymatroid p i ranks scalars.

(* [by_distribution p i rows scalars] proves ~ (forall (P : space) (X Y Z : variable P) scalars,
   statement) for a statement that is [holds p (joint_entropies [X; Y; Z]) scalars] by computation;
   rows are the outcomes, each with its weight and the values of X, Y, Z *)
Tactic Notation "by_distribution" constr(p) constr(i) uconstr(rows) uconstr(scalars) :=
  let rows := constr:(rows : list row) in
  let scalars := constr:(scalars : list Q) in
  prove_by_distribution p i rows scalars.
